import { Collections } from "../durability/collections.js";
import { compileEventPattern, type EventTest } from "../event-pattern/event-pattern.js";
import type { EventBus, Rule } from "./event-bus.js";

/** Who is asked: buses and rules belong to their account and region. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

export const defaultBus = "default";

/** Every bus and rule of every account and region. */
export class EventBuses {
  readonly state = new Collections();
  readonly #buses = this.state.collection<EventBus>("buses");
  readonly #rules = this.state.collection<Rule>("rules");
  readonly #tests = new WeakMap<Rule, EventTest>();

  /** The default bus is always there. */
  bus(place: Place, name: string): EventBus | undefined {
    const arn = busArn(place, name);
    const known = this.#buses.get(arn);
    if (known !== undefined || name !== defaultBus) return known;
    const { account, region } = place;
    return { arn, account, region, name, tags: {}, createdAt: 0, modifiedAt: 0 };
  }

  /** By name. */
  buses(place: Place): readonly EventBus[] {
    const mine = this.#buses.sorted().filter((bus) => isIn(bus, place) && bus.name !== defaultBus);
    const byDefault = this.bus(place, defaultBus);
    return byDefault === undefined ? mine : [byDefault, ...mine];
  }

  setBus(bus: EventBus): void {
    this.#buses.set(bus.arn, bus);
  }

  deleteBus(arn: string): void {
    this.#buses.delete(arn);
  }

  rule(place: Place, bus: string, name: string): Rule | undefined {
    return this.#rules.get(ruleArn(place, bus, name));
  }

  ruleByArn(arn: string): Rule | undefined {
    return this.#rules.get(arn);
  }

  /** Those of a bus, by name. */
  rules(place: Place, bus: string): readonly Rule[] {
    return this.#rules.sorted().filter((rule) => rule.bus === bus && isIn(rule, place));
  }

  /** Those with a schedule, of all accounts. */
  scheduled(): readonly Rule[] {
    return this.#rules
      .sorted()
      .filter(({ schedule, state }) => schedule !== undefined && state !== "DISABLED");
  }

  setRule(rule: Rule): void {
    this.#rules.set(rule.arn, rule);
  }

  deleteRule(arn: string): void {
    this.#rules.delete(arn);
  }

  /** Whether an event is wanted by a rule. Rules are never changed in place, so that their tests can be kept. */
  wants(rule: Rule, event: Readonly<Record<string, unknown>>): boolean {
    if (rule.pattern === undefined || rule.state === "DISABLED") return false;
    const test = this.#tests.get(rule) ?? compileEventPattern(rule.pattern);
    this.#tests.set(rule, test);
    return test(event);
  }
}

export function busArn({ account, region }: Place, name: string): string {
  return `arn:aws:events:${region}:${account}:event-bus/${name}`;
}

export function ruleArn({ account, region }: Place, bus: string, name: string): string {
  return `arn:aws:events:${region}:${account}:rule/${bus === defaultBus ? "" : `${bus}/`}${name}`;
}

function isIn(one: Place, { account, region }: Place): boolean {
  return one.account === account && one.region === region;
}
