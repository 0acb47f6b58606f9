import type { Resource } from "../resource.js";
import { aws } from "./aws/aws.js";
import { consul } from "./consul/consul.js";
import { gateway } from "./gateway/gateway.js";
import { postgres } from "./postgres/postgres.js";
import { rabbitmq } from "./rabbitmq/rabbitmq.js";
import { tracing } from "./tracing/tracing.js";

/** Every part of the platform, in the order they are shown. */
export const resources: readonly Resource[] = [postgres, rabbitmq, consul, aws, tracing, gateway];
