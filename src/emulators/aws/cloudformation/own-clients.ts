import { type AwsClients, createAwsClients } from "../../../cloudformation/providers/aws-clients.js";

/** Clients of AWS's SDK that reach this emulator itself, as an account in a region. */
export class OwnClients {
  readonly #url: () => string;
  readonly #made = new Map<string, AwsClients>();

  /** @param url where the emulator listens; asked when the first client is needed */
  constructor(url: () => string) {
    this.#url = url;
  }

  of(account: string, region: string): AwsClients {
    const key = `${account} ${region}`;
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    // An access key of 12 digits is an account here.
    const credentials = { accessKeyId: account, secretAccessKey: "cloudformation" };
    const clients = createAwsClients({ endpoint: this.#url(), region, credentials });
    this.#made.set(key, clients);
    return clients;
  }

  close(): void {
    for (const clients of this.#made.values()) clients.close();
  }
}
