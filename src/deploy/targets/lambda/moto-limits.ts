import type { DesiredResource, DesiredStack } from "../../../cloudformation/evaluation/desired-stack.js";
import type { Io } from "../../../io/io.js";
import type { MessageCode } from "../../../messages/catalogue.js";
import { isAlias, isRulePermission, readsFrom, unreadStreams } from "./moto.js";

/** Something that a stack asks for and that moto keeps, but does not do. */
export interface MotoLimit {
  readonly code: MessageCode;
  /** The logical ids it is about. */
  readonly names: readonly string[];
}

type Question = (resource: DesiredResource, stack: DesiredStack) => boolean;

const hasType =
  (...types: readonly string[]): Question =>
  ({ type }) =>
    types.includes(type);

/** As found in moto 5.2 (`moto/awslambda`, `moto/sqs`, `moto/dynamodb`, `moto/events`), and tried. */
const limits: readonly (readonly [MessageCode, Question])[] = [
  ["deploy.moto.versions", isAlias],
  [
    "deploy.moto.provisioned",
    (one) => isAlias(one) && one.properties.ProvisionedConcurrencyConfig !== undefined,
  ],
  ["deploy.moto.unread", (resource, stack) => unreadStreams(stack).includes(resource)],
  ["deploy.moto.queues", (resource, stack) => readsFrom(resource, stack) === "sqs"],
  ["deploy.moto.streams", isReadStream],
  ["deploy.moto.rules", isRulePermission],
  [
    "deploy.moto.schedules",
    ({ type, properties }) => type === "AWS::Events::Rule" && "ScheduleExpression" in properties,
  ],
  ["deploy.moto.async", hasType("AWS::Lambda::EventInvokeConfig")],
  ["deploy.moto.urls", hasType("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api")],
  ["deploy.moto.alarms", hasType("AWS::CloudWatch::Alarm", "AWS::Budgets::Budget")],
];

function isReadStream(resource: DesiredResource, stack: DesiredStack): boolean {
  return readsFrom(resource, stack) === "dynamodb" && unreadStreams(stack).length === 0;
}

/** What of a stack will not be as on AWS when it is deployed to moto. */
export function motoLimits(stack: DesiredStack): readonly MotoLimit[] {
  return limits.flatMap(([code, isMet]) => {
    const names = stack.resources.filter((one) => isMet(one, stack)).map(({ logicalId }) => logicalId);
    return names.length === 0 ? [] : [{ code, names }];
  });
}

/** How many resources of a service are named beside the first one. */
const shownNames = 4;

/** Says each limit once, with every service's resources that it is about. */
export function tellMotoLimits(
  io: Pick<Io, "emit">,
  services: readonly { readonly service: string; readonly limits: readonly MotoLimit[] }[],
): void {
  for (const [code] of limits) {
    const met = services.flatMap(({ service, limits: own }) => {
      const [first, ...others] = own.find((one) => one.code === code)?.names ?? [];
      if (first === undefined) return [];
      const more = others.length > shownNames ? [`+${others.length}`] : others;
      return [{ service, names: [first, ...more].join(", ") }];
    });
    if (met.length === 0) continue;
    const params = {
      services: met.map(({ service }) => service).join(", "),
      names: met.map(({ service, names }) => `${service} (${names})`).join(", "),
    };
    io.emit({ type: "note", level: "warn", code, params });
  }
}
