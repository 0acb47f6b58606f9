import {
  boolean,
  integer,
  memberList,
  type QueryFields,
  type QueryShapes,
  structure,
  text,
} from "../front/query-shape.js";

const texts = memberList(text);
const tags = memberList(structure({ Key: text, Value: text }));
const parameters = memberList(
  structure({ ParameterKey: text, ParameterValue: text, UsePreviousValue: boolean, ResolvedValue: text }),
);
const template: QueryFields = { TemplateBody: text, TemplateURL: text };
const name: QueryFields = { StackName: text };
const page: QueryFields = { NextToken: text };
const stackId: QueryFields = { StackId: text };
const drift = structure({ StackDriftStatus: text });

/** What is refused has to be seen first. */
const refused: QueryFields = {
  ...{ StackPolicyBody: text, StackPolicyURL: text, StackPolicyDuringUpdateBody: text },
  ...{ StackPolicyDuringUpdateURL: text, ResourceTypes: texts, TimeoutInMinutes: integer },
  RollbackConfiguration: structure({ RollbackTriggers: memberList(structure({ Arn: text, Type: text })) }),
  ...{ ResourcesToImport: memberList(structure({ ResourceType: text })), IncludeNestedStacks: boolean },
  ...{
    ImportExistingResources: boolean,
    RetainExceptOnCreate: boolean,
    DeletionMode: text,
    DeploymentMode: text,
  },
};
const request: QueryFields = {
  ...{
    ...name,
    ...template,
    ...refused,
    Parameters: parameters,
    Capabilities: texts,
    Tags: tags,
    RoleARN: text,
  },
  ...{
    NotificationARNs: texts,
    UsePreviousTemplate: boolean,
    DisableRollback: boolean,
    ClientRequestToken: text,
  },
};

const times: QueryFields = { CreationTime: text, LastUpdatedTime: text, DeletionTime: text };
const stack = structure({
  ...{ ...stackId, ...name, ...times, Description: text, StackStatus: text, StackStatusReason: text },
  ...{ Parameters: parameters, Capabilities: texts, Tags: tags, NotificationARNs: texts, RoleARN: text },
  Outputs: memberList(structure({ OutputKey: text, OutputValue: text, Description: text, ExportName: text })),
  ...{ DisableRollback: boolean, EnableTerminationProtection: boolean, DriftInformation: drift },
  RollbackConfiguration: structure({}),
});
const summary = structure({
  ...{ ...stackId, ...name, ...times, StackStatus: text, StackStatusReason: text, TemplateDescription: text },
  DriftInformation: drift,
});
const resource: QueryFields = {
  ...{ ...stackId, ...name, LogicalResourceId: text, PhysicalResourceId: text, ResourceType: text },
  ...{ ResourceStatus: text, ResourceStatusReason: text, Timestamp: text, LastUpdatedTimestamp: text },
  DriftInformation: structure({ StackResourceDriftStatus: text }),
};
const event: QueryFields = { ...resource, EventId: text, ResourceProperties: text, ClientRequestToken: text };

const changeSet: QueryFields = {
  ...{ ChangeSetId: text, ChangeSetName: text, ...stackId, ...name, Description: text, Status: text },
  ...{ StatusReason: text, CreationTime: text, ExecutionStatus: text, IncludeNestedStacks: boolean },
};
const target = structure({ Attribute: text, Name: text, RequiresRecreation: text });
const change = structure({
  Type: text,
  ResourceChange: structure({
    ...{
      Action: text,
      LogicalResourceId: text,
      PhysicalResourceId: text,
      ResourceType: text,
      PolicyAction: text,
    },
    ...{ Replacement: text, Scope: texts },
    Details: memberList(structure({ Target: target, Evaluation: text, ChangeSource: text })),
  }),
});
const declared: QueryFields = { Capabilities: texts, CapabilitiesReason: text, DeclaredTransforms: texts };
const parameter: QueryFields = { ParameterKey: text, DefaultValue: text, NoEcho: boolean, Description: text };

/** The members of each operation in the query protocol, as the service's model spells them (Version 2010-05-15). */
export const cloudFormationQueryShapes: QueryShapes = {
  CreateStack: {
    input: { ...request, OnFailure: text, EnableTerminationProtection: boolean },
    output: stackId,
  },
  UpdateStack: { input: request, output: stackId },
  DeleteStack: {
    input: { ...name, ...refused, RetainResources: texts, RoleARN: text, ClientRequestToken: text },
  },
  UpdateTerminationProtection: { input: { ...name, EnableTerminationProtection: boolean }, output: stackId },
  DescribeStacks: { input: { ...name, ...page }, output: { Stacks: memberList(stack), ...page } },
  ListStacks: {
    input: { StackStatusFilter: texts, ...page },
    output: { StackSummaries: memberList(summary), ...page },
  },
  DescribeStackEvents: {
    input: { ...name, ...page },
    output: { StackEvents: memberList(structure(event)), ...page },
  },
  DescribeStackResource: {
    input: { ...name, LogicalResourceId: text },
    output: { StackResourceDetail: structure(resource) },
  },
  DescribeStackResources: {
    input: { ...name, LogicalResourceId: text, PhysicalResourceId: text },
    output: { StackResources: memberList(structure(resource)) },
  },
  ListStackResources: {
    input: { ...name, ...page },
    output: { StackResourceSummaries: memberList(structure(resource)), ...page },
  },
  ListExports: {
    input: page,
    output: { Exports: memberList(structure({ ExportingStackId: text, Name: text, Value: text })), ...page },
  },
  ListImports: { input: { ExportName: text, ...page }, output: { Imports: texts, ...page } },
  GetTemplate: {
    input: { ...name, ChangeSetName: text, TemplateStage: text },
    output: { TemplateBody: text, StagesAvailable: texts },
  },
  GetTemplateSummary: {
    input: { ...name, ...template },
    output: {
      Parameters: memberList(
        structure({
          ...parameter,
          ParameterType: text,
          ParameterConstraints: structure({ AllowedValues: texts }),
        }),
      ),
      ...{ ...declared, Description: text, Metadata: text, ResourceTypes: texts, Version: text },
    },
  },
  ValidateTemplate: {
    input: template,
    output: { Parameters: memberList(structure(parameter)), Description: text, ...declared },
  },
  CreateChangeSet: {
    input: { ...request, ChangeSetName: text, ChangeSetType: text, Description: text, OnStackFailure: text },
    output: { Id: text, ...stackId },
  },
  DescribeChangeSet: {
    input: { ...name, ChangeSetName: text, ...page },
    output: {
      ...{
        ...changeSet,
        ...page,
        Parameters: parameters,
        Capabilities: texts,
        Tags: tags,
        OnStackFailure: text,
      },
      ...{ NotificationARNs: texts, Changes: memberList(change) },
    },
  },
  ListChangeSets: {
    input: { ...name, ...page },
    output: { Summaries: memberList(structure(changeSet)), ...page },
  },
  ExecuteChangeSet: {
    input: { ...name, ChangeSetName: text, DisableRollback: boolean, ClientRequestToken: text },
    output: {},
  },
  DeleteChangeSet: { input: { ...name, ChangeSetName: text }, output: {} },
};
