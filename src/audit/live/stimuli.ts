import { isObject, type Operation, type Schema } from "./contract/operations.js";
import type { Random } from "./contract/random.js";
import { sampleOf, typeOf } from "./contract/sample.js";
import type { PlannedRequest } from "./http/plan.js";
import { idIn, planRequest } from "./http/plan.js";
import { type Answer, isOk } from "./http/send.js";
import type { Subject } from "./subject.js";

/** Sends a request to a service, wherever it is reached. */
export type Sender = (subject: Subject, planned: PlannedRequest) => Promise<Answer>;

/**
 * Finds requests that succeed, from what contracts say: the examples they give, with what must be another each time made
 * anew. `userId` gets the id of a user that was created by whoever has the entity User.
 */
export class Stimuli {
  readonly #subjects: readonly Subject[];
  readonly #send: Sender;
  readonly #random: Random;
  /** By entity in lower case; a promise, so that a circle of entities ends. */
  readonly #ids = new Map<string, Promise<string | undefined>>();
  readonly #known = new Map<string, string>();

  /** @param subjects all of the workspace, also those that are not tried */
  constructor(subjects: readonly Subject[], send: Sender, random: Random) {
    this.#subjects = subjects;
    this.#send = send;
    this.#random = random;
  }

  /** Fills in `write` and `read` of every subject, where requests are found that succeed. */
  async prepare(): Promise<void> {
    for (const subject of this.#subjects) {
      await this.#findWrite(subject);
      await this.#findRead(subject);
    }
  }

  async #findRead(subject: Subject): Promise<void> {
    for (const operation of this.#candidates(subject, "GET")) {
      const make = (): PlannedRequest => planRequest(operation, this.#parametersOf(operation, subject));
      if (!isOk(await this.#send(subject, make()))) continue;
      subject.read = make;
      return;
    }
  }

  async #findWrite(subject: Subject): Promise<void> {
    if (subject.write) return;
    for (const operation of this.#candidates(subject, "POST")) {
      await this.#learnIds(operation, subject);
      for (const unique of [false, true]) {
        const make = (): PlannedRequest =>
          planRequest(operation, {
            ...this.#parametersOf(operation, subject),
            ...(operation.body && { body: this.#bodyOf(operation, subject, unique) }),
          });
        const answer = await this.#send(subject, make());
        // A second one shows whether what must be unique is.
        if (!isOk(answer) || !isOk(await this.#send(subject, make()))) continue;
        subject.write = make;
        this.#keepId(subject, answer);
        return;
      }
    }
  }

  /** Those that need nothing that exists already, the service's own path first. */
  #candidates({ contract, service }: Subject, method: string): readonly Operation[] {
    const base = service.http?.basePath;
    return (contract?.operations ?? [])
      .filter((one) => one.method === method && !one.parameters.some((parameter) => parameter.in === "path"))
      .sort((one, other) => Number(other.path === base) - Number(one.path === base));
  }

  #parametersOf({ parameters }: Operation, { contract }: Subject) {
    const of = (place: "query" | "header"): Record<string, unknown> =>
      Object.fromEntries(
        parameters
          .filter((one) => one.in === place && one.required)
          .map(({ name, schema, example }) => {
            if (/^idempotency-key$/i.test(name)) return [name, this.#random.uuid()];
            return [name, example ?? (contract ? sampleOf(schema, contract, this.#random) : "x")];
          }),
      );
    return { query: of("query"), header: of("header") };
  }

  #bodyOf({ body }: Operation, subject: Subject, unique: boolean): unknown {
    const { contract } = subject;
    if (!body || !contract) return {};
    const sample = body.example ?? sampleOf(body.schema, contract, this.#random);
    return this.#refresh(sample, body.schema, "", { subject, unique });
  }

  #refresh(
    value: unknown,
    schema: Schema,
    name: string,
    how: { readonly subject: Subject; readonly unique: boolean },
  ): unknown {
    const { contract } = how.subject;
    const known = contract?.resolve(schema) ?? {};
    if (Array.isArray(value)) {
      return value.map((one) => this.#refresh(one, contract?.resolve(known.items) ?? {}, name, how));
    }
    if (isObject(value)) {
      const properties = isObject(known.properties) ? known.properties : {};
      return Object.fromEntries(
        Object.entries(value).map(([key, one]) => {
          return [key, this.#refresh(one, contract?.resolve(properties[key]) ?? {}, key, how)];
        }),
      );
    }
    if (typeof value !== "string") return value;
    const entityId = this.#known.get(entityIn(name) ?? "");
    if (entityId !== undefined) return entityId;
    if (known.format === "email" || /^[^@\s]+@[^@\s]+$/.test(value))
      return `live-${this.#random.uuid()}@example.com`;
    if (known.format === "uuid" && name === "id") return this.#random.uuid();
    const isFree = known.enum === undefined && known.pattern === undefined && known.format === undefined;
    return how.unique && isFree && typeOf(known) === "string"
      ? `${value}-${this.#random.uuid().slice(0, 8)}`
      : value;
  }

  /** Creates what a body refers to by `<entity>Id`, where a service of the workspace has that entity. */
  async #learnIds({ body }: Operation, subject: Subject): Promise<void> {
    const text = JSON.stringify([body?.example, body?.schema, subject.contract?.document.components]);
    for (const [, key = ""] of text.matchAll(/"(\w+?_?[iI]d)":/g)) {
      const entity = entityIn(key);
      const owner = this.#subjects.find(({ service }) => service.entity?.toLowerCase() === entity);
      if (entity === undefined || owner === undefined || owner === subject) continue;
      const made = this.#ids.get(entity) ?? this.#findWrite(owner).then(() => this.#known.get(entity));
      this.#ids.set(entity, made);
      // A circle of entities waits for nobody.
      await Promise.race([made, new Promise((resolve) => setTimeout(resolve, 10_000).unref())]);
    }
  }

  #keepId({ service }: Subject, { text, location }: Answer): void {
    const id = idIn(text, location);
    if (id !== undefined && service.entity !== undefined) this.#known.set(service.entity.toLowerCase(), id);
  }
}

/** `userId` and `user_id` are about a user; `id` is about the thing itself. */
function entityIn(name: string): string | undefined {
  return /^(\w+?)_?[iI]d$/.exec(name)?.[1]?.toLowerCase() || undefined;
}
