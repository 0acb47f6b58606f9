import type { AwsOutput, Operations } from "../front/aws-service.js";
import { optionalInteger, optionalText, textMap } from "../front/read-input.js";
import type { LogGroup } from "./log-group.js";
import type { LogStore } from "./log-store.js";
import { alreadyExists, constraint, invalidParameter, notFound } from "./logs-error.js";
import { findGroup, groupNamePattern, pageOf, requiredName } from "./read-parameters.js";
import { checkRefused } from "./refused.js";

/** What PutRetentionPolicy takes. */
const retentionDays = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922],
  ...[3288, 3653],
];
const classes = ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"];

/** What is done with groups themselves. */
export function groupOperations(store: LogStore, now: () => number): Operations {
  return {
    CreateLogGroup(input, { account, region }) {
      const name = requiredName(input, "logGroupName", groupNamePattern);
      checkRefused(input, ["deletionProtectionEnabled"]);
      if (store.group({ account, region, name }) !== undefined) throw alreadyExists("group");
      const logGroupClass = optionalText(input, "logGroupClass") ?? "STANDARD";
      if (!classes.includes(logGroupClass)) {
        throw constraint(logGroupClass, "logGroupClass", `satisfy enum value set: [${classes.join(", ")}]`);
      }
      const kmsKeyId = optionalText(input, "kmsKeyId");
      const settings = {
        ...{ account, region, name, createdAt: now(), logGroupClass, tags: textMap(input, "tags") },
        ...(kmsKeyId !== undefined && { kmsKeyId }),
      };
      store.change({ type: "group", settings });
      return {};
    },

    DescribeLogGroups(input, { account, region }) {
      checkRefused(input, ["accountIdentifiers", "includeLinkedAccounts", "logGroupIdentifiers"]);
      const [prefix, part, ofClass] = ["logGroupNamePrefix", "logGroupNamePattern", "logGroupClass"].map(
        (name) => optionalText(input, name),
      );
      if (prefix !== undefined && part !== undefined) {
        throw invalidParameter(
          "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
        );
      }
      const groups = store.groups(account, region).filter(({ settings: { name, logGroupClass } }) => {
        if (ofClass !== undefined && logGroupClass !== ofClass) return false;
        return name.startsWith(prefix ?? "") && name.toLowerCase().includes((part ?? "").toLowerCase());
      });
      const { page, next } = pageOf(groups, input, ({ settings }) => settings.name);
      return { logGroups: page.map(shown), ...next };
    },

    DeleteLogGroup(input, call) {
      store.change({ type: "delete-group", arn: findGroup(store, input, call).arn });
      return {};
    },

    PutRetentionPolicy(input, call) {
      const group = findGroup(store, input, call);
      const retentionInDays = optionalInteger(input, "retentionInDays");
      if (retentionInDays === undefined) throw constraint(undefined, "retentionInDays", "not be null");
      if (!retentionDays.includes(retentionInDays)) {
        throw constraint(
          retentionInDays,
          "retentionInDays",
          `satisfy enum value set: [${retentionDays.join(", ")}]`,
        );
      }
      store.change({ type: "group", settings: { ...group.settings, retentionInDays } });
      return {};
    },

    DeleteRetentionPolicy(input, call) {
      const { retentionInDays: _, ...settings } = findGroup(store, input, call).settings;
      store.change({ type: "group", settings });
      return {};
    },
  };
}

function shown(group: LogGroup): AwsOutput {
  const { name, createdAt, retentionInDays, kmsKeyId, logGroupClass } = group.settings;
  return {
    ...{ logGroupName: name, creationTime: createdAt, retentionInDays, kmsKeyId, logGroupClass },
    ...{ metricFilterCount: 0, storedBytes: group.bytes, arn: `${group.arn}:*`, logGroupArn: group.arn },
  };
}

/** Of the newer tag operations, by ARN, and the older ones, by the group's name. */
export function tagOperations(store: LogStore): Operations {
  const byArn = (arn: string | undefined): LogGroup => {
    const match = /^arn:[\w-]+:logs:([\w-]+):(\d{12}):log-group:([^:]+)(?::\*)?$/.exec(arn ?? "");
    if (match === null) throw invalidParameter(`The ARN ${arn} is not that of a log group.`);
    const [, region = "", account = "", name = ""] = match;
    const group = store.group({ account, region, name });
    if (group === undefined) throw notFound("group");
    return group;
  };
  const tag = ({ settings }: LogGroup, more: Readonly<Record<string, string>>): AwsOutput => {
    store.change({ type: "group", settings: { ...settings, tags: { ...settings.tags, ...more } } });
    return {};
  };
  const untag = ({ settings }: LogGroup, keys: unknown): AwsOutput => {
    const gone = Array.isArray(keys) ? keys : [];
    const kept = Object.entries(settings.tags).filter(([key]) => !gone.includes(key));
    store.change({ type: "group", settings: { ...settings, tags: Object.fromEntries(kept) } });
    return {};
  };
  return {
    TagResource: (input) => tag(byArn(optionalText(input, "resourceArn")), textMap(input, "tags")),
    UntagResource: (input) => untag(byArn(optionalText(input, "resourceArn")), input.tagKeys),
    ListTagsForResource: (input) => ({ tags: byArn(optionalText(input, "resourceArn")).settings.tags }),
    TagLogGroup: (input, call) => tag(findGroup(store, input, call), textMap(input, "tags")),
    UntagLogGroup: (input, call) => untag(findGroup(store, input, call), input.tags),
    ListTagsLogGroup: (input, call) => ({ tags: findGroup(store, input, call).settings.tags }),
  };
}
