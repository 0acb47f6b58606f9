import { randomUUID } from "node:crypto";
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeleteConflictException,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  EntityAlreadyExistsException,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  ListUsersCommand,
  MalformedPolicyDocumentException,
  NoSuchEntityException,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { expect, it } from "vitest";
import { type AwsUnderTest, clientOptions, describeAws } from "./aws-under-test.js";

const statement = (Action: string) => ({ Effect: "Allow", Action, Resource: "*" });
const document = (Action: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [statement(Action)] });
const trust = (Service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }],
  });

function iamOf(aws: AwsUnderTest) {
  const client = new IAMClient(clientOptions(aws));
  const RoleName = `role-${randomUUID()}`;
  const create = () =>
    client.send(
      new CreateRoleCommand({
        ...{ RoleName, Path: "/shop/", AssumeRolePolicyDocument: trust("lambda.amazonaws.com") },
        ...{ Description: "Runs orders", Tags: [{ Key: "owner", Value: "shop" }] },
      }),
    );
  return { client, RoleName, create };
}

describeAws("roles and policies", (aws, differs) => {
  it("are made, shown, changed and deleted", async () => {
    const { client, RoleName, create } = iamOf(aws());
    const { Role } = await create();
    expect(Role).toMatchObject({
      ...{ RoleName, Path: "/shop/", CreateDate: expect.any(Date) },
      Arn: expect.stringMatching(new RegExp(`^arn:aws:iam::\\d{12}:role/shop/${RoleName}$`)),
    });
    await expect(create()).rejects.toBeInstanceOf(EntityAlreadyExistsException);
    await client.send(new UpdateRoleCommand({ RoleName, Description: "changed", MaxSessionDuration: 7200 }));
    const PolicyDocument = trust("events.amazonaws.com");
    await client.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    const shown = (await client.send(new GetRoleCommand({ RoleName }))).Role;
    expect(shown).toMatchObject({ Description: "changed", MaxSessionDuration: 7200, RoleId: Role?.RoleId });
    expect(JSON.parse(decodeURIComponent(shown?.AssumeRolePolicyDocument ?? ""))).toEqual(
      JSON.parse(PolicyDocument),
    );
    const { Roles = [] } = await client.send(new ListRolesCommand({ PathPrefix: "/shop/" }));
    expect(Roles.map((role) => role.RoleName)).toContain(RoleName);
    await client.send(new DeleteRoleCommand({ RoleName }));
    await expect(client.send(new GetRoleCommand({ RoleName }))).rejects.toBeInstanceOf(NoSuchEntityException);
  });

  it("have tags", async () => {
    const { client, RoleName, create } = iamOf(aws());
    await create();
    await client.send(new TagRoleCommand({ RoleName, Tags: [{ Key: "stage", Value: "dev" }] }));
    await client.send(new UntagRoleCommand({ RoleName, TagKeys: ["owner"] }));
    const { Tags } = await client.send(new ListRoleTagsCommand({ RoleName }));
    expect(Tags).toEqual([{ Key: "stage", Value: "dev" }]);
  });

  it("have policies of their own, without which alone they can be deleted", async () => {
    const { client, RoleName, create } = iamOf(aws());
    await create();
    const named = { RoleName, PolicyName: "orders" };
    await client.send(new PutRolePolicyCommand({ ...named, PolicyDocument: document("sqs:SendMessage") }));
    const { PolicyDocument = "" } = await client.send(new GetRolePolicyCommand(named));
    expect(JSON.parse(decodeURIComponent(PolicyDocument))).toEqual(JSON.parse(document("sqs:SendMessage")));
    const { PolicyNames } = await client.send(new ListRolePoliciesCommand({ RoleName }));
    expect(PolicyNames).toEqual(["orders"]);
    await expect(client.send(new DeleteRoleCommand({ RoleName }))).rejects.toBeInstanceOf(
      DeleteConflictException,
    );
    await client.send(new DeleteRolePolicyCommand(named));
    await expect(client.send(new GetRolePolicyCommand(named))).rejects.toBeInstanceOf(NoSuchEntityException);
    await client.send(new DeleteRoleCommand({ RoleName }));
  });

  differs(
    "moto knows none of AWS's policies unless it is told to load them",
    "are attached, AWS's own too",
    async () => {
      const { client, RoleName, create } = iamOf(aws());
      await create();
      const managed = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
      const PolicyName = `policy-${randomUUID()}`;
      const created = new CreatePolicyCommand({ PolicyName, PolicyDocument: document("sqs:SendMessage") });
      const { Policy } = await client.send(created);
      for (const PolicyArn of [managed, Policy?.Arn]) {
        await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
      }
      const { AttachedPolicies } = await client.send(new ListAttachedRolePoliciesCommand({ RoleName }));
      expect(AttachedPolicies).toEqual(
        expect.arrayContaining([
          { PolicyName: "AWSLambdaBasicExecutionRole", PolicyArn: managed },
          { PolicyName, PolicyArn: Policy?.Arn },
        ]),
      );
      const counted = await client.send(new GetPolicyCommand({ PolicyArn: Policy?.Arn }));
      expect(counted.Policy?.AttachmentCount).toBe(1);
      await expect(client.send(new DeletePolicyCommand({ PolicyArn: Policy?.Arn }))).rejects.toBeInstanceOf(
        DeleteConflictException,
      );
      await expect(client.send(new DeleteRoleCommand({ RoleName }))).rejects.toBeInstanceOf(
        DeleteConflictException,
      );
      for (const PolicyArn of [managed, Policy?.Arn]) {
        await client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
      }
      await client.send(new DeletePolicyCommand({ PolicyArn: Policy?.Arn }));
      await client.send(new DeleteRoleCommand({ RoleName }));
    },
  );

  it("have versions", async () => {
    const { client } = iamOf(aws());
    const created = new CreatePolicyCommand({ PolicyName: randomUUID(), PolicyDocument: document("sqs:A") });
    const PolicyArn = (await client.send(created)).Policy?.Arn;
    const more = { PolicyArn, PolicyDocument: document("sqs:B"), SetAsDefault: true };
    const { PolicyVersion } = await client.send(new CreatePolicyVersionCommand(more));
    expect(PolicyVersion).toMatchObject({ VersionId: "v2", IsDefaultVersion: true });
    const shown = await client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v2" }));
    const { Document = "" } = shown.PolicyVersion ?? {};
    expect(JSON.parse(decodeURIComponent(Document))).toEqual(JSON.parse(document("sqs:B")));
    await expect(
      client.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v2" })),
    ).rejects.toBeInstanceOf(DeleteConflictException);
    await client.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    expect((await client.send(new GetPolicyCommand({ PolicyArn }))).Policy?.DefaultVersionId).toBe("v2");
    await client.send(new DeletePolicyCommand({ PolicyArn }));
  });

  differs("moto takes it", "refuse a document that is none", async () => {
    const { client, RoleName, create } = iamOf(aws());
    await create();
    const put = new PutRolePolicyCommand({ RoleName, PolicyName: "x", PolicyDocument: "{" });
    await expect(client.send(put)).rejects.toBeInstanceOf(MalformedPolicyDocumentException);
  });

  differs("moto emulates more", "say what is not emulated", async () => {
    const { client } = iamOf(aws());
    await expect(client.send(new ListUsersCommand({}))).rejects.toMatchObject({
      message: "ListUsers of iam is not emulated by msx",
    });
  });
});
