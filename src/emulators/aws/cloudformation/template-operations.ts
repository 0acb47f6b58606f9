import { transformSam } from "../../../cloudformation/sam/transform-sam.js";
import type { Template } from "../../../cloudformation/template/template.js";
import type { AwsOutput, Operations } from "../front/aws-service.js";
import { optionalText } from "../front/read-input.js";
import { asAnswer, validationError } from "./cloudformation-error.js";
import { findChangeSet, findStack } from "./find-stack.js";
import { declaredTransforms, neededCapabilities, readTemplate, templateBody } from "./read-template.js";
import type { StackRequest } from "./stack.js";
import type { CloudFormationParts } from "./stack-operations.js";

/** What tells of templates. */
export function templateOperations({ stacks, own }: CloudFormationParts): Operations {
  return {
    GetTemplate(input, call) {
      const named = optionalText(input, "ChangeSetName") !== undefined;
      const request = named ? findChangeSet(stacks, input, call).changeSet : findStack(stacks, input, call);
      const stage = optionalText(input, "TemplateStage") ?? "Original";
      return {
        TemplateBody: stage === "Processed" ? processedBody(request) : request.body,
        StagesAvailable: ["Original", "Processed"],
      };
    },

    async GetTemplateSummary(input, call) {
      const body = (await templateBody(input, call, own)) ?? findStack(stacks, input, call).body;
      const template = readTemplate(body);
      const { Description, Metadata, AWSTemplateFormatVersion: Version } = template;
      return {
        Parameters: Object.entries(template.Parameters ?? {}).map(([ParameterKey, one]) => ({
          ...{ ParameterKey, ParameterType: one.Type, Description: one.Description },
          DefaultValue: one.Default === undefined ? undefined : String(one.Default),
          NoEcho: String(one.NoEcho) === "true",
          ParameterConstraints: { AllowedValues: one.AllowedValues?.map(String) },
        })),
        ...{ Description, Version, ...capabilities(template) },
        Metadata: Metadata === undefined ? undefined : JSON.stringify(Metadata),
        ResourceTypes: [...new Set(Object.values(template.Resources).map(({ Type }) => Type))],
      };
    },

    async ValidateTemplate(input, call) {
      const body = await templateBody(input, call, own);
      if (body === undefined)
        throw validationError("Either Template URL or Template Body must be specified.");
      const template = readTemplate(body);
      return {
        Parameters: Object.entries(template.Parameters ?? {}).map(([ParameterKey, one]) => ({
          ...{ ParameterKey, Description: one.Description, NoEcho: String(one.NoEcho) === "true" },
          DefaultValue: one.Default === undefined ? undefined : String(one.Default),
        })),
        ...{ Description: template.Description, ...capabilities(template) },
      };
    },
  };
}

function processedBody({ body, parameters }: StackRequest): string {
  const texts = Object.fromEntries(parameters.map(({ key, value }) => [key, value]));
  return JSON.stringify(asAnswer(() => transformSam(readTemplate(body), { parameters: texts })));
}

function capabilities(template: Template): AwsOutput {
  const transforms = declaredTransforms(template);
  const { needed, types } = neededCapabilities(template);
  const all = [...needed, ...(transforms.length > 0 ? ["CAPABILITY_AUTO_EXPAND"] : [])];
  const reason =
    types.length > 0 ? `The following resource(s) require capabilities: [${types.join(", ")}]` : undefined;
  return {
    ...{ Capabilities: all, DeclaredTransforms: transforms },
    CapabilitiesReason: reason ?? (all.length > 0 ? "The template has a transform" : undefined),
  };
}
