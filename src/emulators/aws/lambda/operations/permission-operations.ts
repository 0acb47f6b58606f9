import { randomUUID } from "node:crypto";
import type { AwsInput } from "../../front/aws-service.js";
import { optionalText } from "../../front/read-input.js";
import { resolveFunction } from "../invoke/resolve-function.js";
import { conflict, notFound, preconditionFailed, validation } from "../lambda-error.js";
import { type FunctionRecord, functionArn, type Permission } from "../state/function-record.js";
import type { FunctionParts } from "./function-operations.js";
import { type LambdaOperation, type LambdaRequest, namedFunction, onlyKnown } from "./request.js";

const members = [
  ...["StatementId", "Action", "Principal", "SourceArn", "SourceAccount", "EventSourceToken", "RevisionId"],
  ...["PrincipalOrgID", "FunctionUrlAuthType", "InvokedViaFunctionUrl"],
];

/** A function's policy: kept and shown; everybody may invoke, whatever it says. */
export function permissionOperations({
  functions,
}: FunctionParts): Readonly<Record<string, LambdaOperation>> {
  const find = (request: LambdaRequest): { record: FunctionRecord; qualifier: string | undefined } => {
    const named = namedFunction(request);
    const { record } = resolveFunction(functions, named, 1);
    return { record, qualifier: named.qualifier };
  };
  const keep = (record: FunctionRecord, permissions: readonly Permission[]): void => {
    const kept = { ...record, permissions, policyRevisionId: randomUUID() };
    functions.change({ type: "function", record: kept });
  };
  const checkRevision = (record: FunctionRecord, given: string | null | undefined): void => {
    if (given && given !== record.policyRevisionId) throw preconditionFailed();
  };
  return {
    AddPermission(request) {
      const { input } = request;
      onlyKnown(input, members);
      const { record, qualifier } = find(request);
      checkRevision(record, optionalText(input, "RevisionId"));
      const statement = readStatement(input, functionArn(record, qualifier));
      const isTaken = record.permissions.some(
        (one) => one.statement.Sid === statement.Sid && one.qualifier === qualifier,
      );
      if (isTaken) {
        throw conflict(
          `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        );
      }
      keep(record, [...record.permissions, { statement, ...(qualifier !== undefined && { qualifier }) }]);
      return { status: 201, output: { Statement: JSON.stringify(statement) } };
    },

    RemovePermission(request) {
      const { record, qualifier } = find(request);
      checkRevision(record, request.query.get("RevisionId"));
      const sid = request.path.sid;
      const rest = record.permissions.filter(
        (one) => one.statement.Sid !== sid || one.qualifier !== qualifier,
      );
      if (rest.length === record.permissions.length) {
        throw notFound(`Statement ${sid} is not found in resource policy.`);
      }
      keep(record, rest);
      return { status: 204 };
    },

    GetPolicy(request) {
      const { record, qualifier } = find(request);
      const statements = record.permissions.filter((one) => one.qualifier === qualifier);
      if (statements.length === 0) throw notFound("The resource you requested does not exist.");
      const Statement = statements.map(({ statement }) => statement);
      const policy = { Version: "2012-10-17", Id: "default", Statement };
      return { output: { Policy: JSON.stringify(policy), RevisionId: record.policyRevisionId } };
    },
  };
}

function readStatement(input: AwsInput, Resource: string): Permission["statement"] {
  const [Sid = "", Action = "", principal = ""] = ["StatementId", "Action", "Principal"].map((name) =>
    optionalText(input, name),
  );
  if (!/^[\w-]{1,100}$/.test(Sid)) {
    throw validation("statementId", Sid, "Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)");
  }
  if (!/^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/.test(Action)) {
    throw validation(
      "action",
      Action,
      "Member must satisfy regular expression pattern: (lambda:[*]|lambda:[a-zA-Z]+|[*])",
    );
  }
  if (principal === "") throw validation("principal", "", "Member must not be null");
  const [SourceArn, SourceAccount] = [optionalText(input, "SourceArn"), optionalText(input, "SourceAccount")];
  const [token, organization] = [
    optionalText(input, "EventSourceToken"),
    optionalText(input, "PrincipalOrgID"),
  ];
  const urlAuth = optionalText(input, "FunctionUrlAuthType");
  const equals = {
    ...(SourceAccount !== undefined && { "AWS:SourceAccount": SourceAccount }),
    ...(token !== undefined && { "lambda:EventSourceToken": token }),
    ...(organization !== undefined && { "aws:PrincipalOrgID": organization }),
    ...(urlAuth !== undefined && { "lambda:FunctionUrlAuthType": urlAuth }),
  };
  const Condition = {
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
    ...(SourceArn !== undefined && { ArnLike: { "AWS:SourceArn": SourceArn } }),
    ...(input.InvokedViaFunctionUrl !== undefined && {
      Bool: { "lambda:InvokedViaFunctionUrl": String(input.InvokedViaFunctionUrl) },
    }),
  };
  return {
    ...{ Sid, Effect: "Allow", Principal: principalOf(principal), Action, Resource },
    ...(Object.keys(Condition).length > 0 && { Condition }),
  };
}

function principalOf(principal: string): unknown {
  if (principal === "*") return "*";
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  return principal.startsWith("arn:") ? { AWS: principal } : { Service: principal };
}
