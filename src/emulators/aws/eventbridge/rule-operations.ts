import { compileEventPattern } from "../event-pattern/event-pattern.js";
import { PatternError } from "../event-pattern/pattern-error.js";
import type { AwsCall, AwsInput, AwsOutput, Operations } from "../front/aws-service.js";
import { optionalText } from "../front/read-input.js";
import type { Rule, RuleState } from "./event-bus.js";
import { defaultBus, type EventBuses, ruleArn } from "./event-buses.js";
import { constraint, invalidPattern, notValid, validation } from "./eventbridge-error.js";
import {
  busName,
  findBus,
  findRule,
  pageOf,
  readTags,
  requiredName,
  ruleNamePattern,
} from "./read-parameters.js";
import { parseSchedule } from "./schedule-expression.js";

const states = ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"];
const maxPatternLength = 4096;

export interface RuleContext {
  readonly buses: EventBuses;
  readonly now: () => number;
  /** Looks again which rule is due when. */
  reschedule(): void;
}

/** What is done with rules themselves. */
export function ruleOperations({ buses, now, reschedule }: RuleContext): Operations {
  const setState = (input: AwsInput, call: AwsCall, state: RuleState): AwsOutput => {
    const rule = findRule(buses, input, call, "Name");
    if (rule.state !== state) buses.setRule({ ...rule, state, since: now() });
    reschedule();
    return {};
  };
  return {
    PutRule(input, call) {
      const rule = readRule(buses, input, call, now());
      buses.setRule(rule);
      reschedule();
      return { RuleArn: rule.arn };
    },

    DescribeRule(input, call) {
      const rule = findRule(buses, input, call, "Name");
      return { ...shown(rule), CreatedBy: rule.account };
    },

    ListRules(input, call) {
      const bus = findBus(buses, call, busName(input)).name;
      const prefix = optionalText(input, "NamePrefix") ?? "";
      const rules = buses.rules(call, bus).filter(({ name }) => name.startsWith(prefix));
      const { page, next } = pageOf(rules, input, ({ name }) => name);
      return { Rules: page.map(shown), ...next };
    },

    ListRuleNamesByTarget(input, call) {
      const arn = optionalText(input, "TargetArn");
      if (arn === undefined) throw constraint(undefined, "targetArn", "not be null");
      const bus = findBus(buses, call, busName(input)).name;
      const rules = buses.rules(call, bus).filter(({ targets }) => targets.some(({ Arn }) => Arn === arn));
      const { page, next } = pageOf(rules, input, ({ name }) => name);
      return { RuleNames: page.map(({ name }) => name), ...next };
    },

    /** A rule that is not there is no error. */
    DeleteRule(input, call) {
      const name = requiredName(input, "Name", ruleNamePattern, 64);
      const rule = buses.rule(call, findBus(buses, call, busName(input)).name, name);
      if (rule === undefined) return {};
      if (rule.targets.length > 0) throw validation("Rule can't be deleted since it has targets.");
      buses.deleteRule(rule.arn);
      reschedule();
      return {};
    },

    EnableRule: (input, call) => setState(input, call, "ENABLED"),
    DisableRule: (input, call) => setState(input, call, "DISABLED"),
  };
}

/** What is not said is as if it had never been, but for targets and tags, which stay. */
function readRule(buses: EventBuses, input: AwsInput, call: AwsCall, at: number): Rule {
  const name = requiredName(input, "Name", ruleNamePattern, 64);
  const bus = findBus(buses, call, busName(input)).name;
  const { EventPattern: pattern, ScheduleExpression: schedule } = {
    EventPattern: optionalText(input, "EventPattern") || undefined,
    ScheduleExpression: optionalText(input, "ScheduleExpression") || undefined,
  };
  if (pattern === undefined && schedule === undefined) {
    throw validation("Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  if (pattern !== undefined) checkPattern(pattern);
  if (schedule !== undefined) checkSchedule(schedule, bus, at);
  const state = optionalText(input, "State") ?? "ENABLED";
  if (!states.includes(state)) {
    throw constraint(state, "state", `satisfy enum value set: [${states.join(", ")}]`);
  }
  const [description, roleArn] = [optionalText(input, "Description"), optionalText(input, "RoleArn")];
  if (description !== undefined && description.length > 512) {
    throw constraint(description, "description", "have length less than or equal to 512");
  }
  const known = buses.rule(call, bus, name);
  const { account, region } = call;
  const unchanged = known?.schedule === schedule && known?.state === state;
  return {
    ...{ arn: ruleArn(call, bus, name), account, region, bus, name, state: state as RuleState },
    ...(pattern !== undefined && { pattern }),
    ...(schedule !== undefined && { schedule }),
    ...(description !== undefined && { description }),
    ...(roleArn !== undefined && { roleArn }),
    ...{ tags: known?.tags ?? readTags(input), targets: known?.targets ?? [] },
    since: unchanged && known !== undefined ? known.since : at,
  };
}

/** Throws AwsError InvalidEventPatternException. */
export function checkPattern(pattern: string): void {
  if (pattern.length > maxPatternLength) {
    throw constraint(pattern, "eventPattern", `have length less than or equal to ${maxPatternLength}`);
  }
  try {
    compileEventPattern(pattern);
  } catch (error) {
    if (error instanceof PatternError) throw invalidPattern(error.message);
    throw error;
  }
}

function checkSchedule(expression: string, bus: string, at: number): void {
  if (bus !== defaultBus) throw validation("ScheduleExpression is supported only on the default event bus.");
  const schedule = parseSchedule(expression);
  if (schedule === undefined || schedule.next(at, at) === undefined) throw notValid("ScheduleExpression");
}

function shown(rule: Rule): AwsOutput {
  return {
    ...{ Name: rule.name, Arn: rule.arn, EventBusName: rule.bus, State: rule.state },
    ...{ EventPattern: rule.pattern, ScheduleExpression: rule.schedule },
    ...{ Description: rule.description, RoleArn: rule.roleArn },
  };
}
