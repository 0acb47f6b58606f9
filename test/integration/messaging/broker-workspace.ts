import { type ChannelModel, connect } from "amqplib";
import { DockerWorkspace } from "../../helpers/docker.js";
import { msxJson } from "../../helpers/msx.js";

const service = `apiVersion: msx/v1
kind: Service
name: parcel-service
form: microservice
stack: typescript
owner: team-test
owns: { database: none }
publishes:
  - { event: ParcelSentEvent, exchange: parcel_events }
consumes:
  - { event: OrderPaidEvent, exchange: order_events, queue: parcel-service.orders }
`;

/** A workspace with a broker and nothing else; the test plays its service, with the queues that a service declares. */
export class BrokerWorkspace extends DockerWorkspace {
  constructor() {
    super();
    this.write(
      "msx.yaml",
      `apiVersion: msx/v1\nkind: Workspace\nname: ${this.name}\nplatform: { disabled: [postgres, consul, aws, gateway, tracing] }\n`,
    );
    this.write("services/parcel-service/service.yaml", service);
  }

  async up(): Promise<ChannelModel> {
    const { exitCode, stderr } = await msxJson(["up"], { cwd: this.folder, timeoutMs: 180_000 });
    if (exitCode !== 0) throw new Error(stderr);
    const { result } = await msxJson<{ AMQP_URL: string }>(["env", "--format", "json"], { cwd: this.folder });
    return connect(result.AMQP_URL);
  }
}
