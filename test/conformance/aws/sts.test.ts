import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { expect, it } from "vitest";
import { clientOptions, describeAws } from "./aws-under-test.js";

describeAws(
  "the caller's identity",
  (aws) => {
    it("is the account of the access key", async () => {
      const credentials = { accessKeyId: "111122223333", secretAccessKey: "any" };
      const client = new STSClient({ ...clientOptions(aws()), credentials });
      const { Account, Arn, UserId } = await client.send(new GetCallerIdentityCommand({}));
      const Arn1 = "arn:aws:iam::111122223333:root";
      expect({ Account, Arn, UserId }).toEqual({ Account: "111122223333", Arn: Arn1, UserId: Account });
    });

    it("is the role's account with the credentials of a role", async () => {
      const client = new STSClient(clientOptions(aws()));
      const RoleArn = "arn:aws:iam::444455556666:role/shop/orders";
      const { Credentials, AssumedRoleUser } = await client.send(
        new AssumeRoleCommand({ RoleArn, RoleSessionName: "session" }),
      );
      expect(AssumedRoleUser?.Arn).toBe("arn:aws:sts::444455556666:assumed-role/orders/session");
      const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "", Expiration } = Credentials ?? {};
      expect(Number(Expiration)).toBeGreaterThan(Date.now());
      const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
      const assumed = new STSClient({
        ...{ ...clientOptions(aws()), credentials: { ...credentials, sessionToken: SessionToken } },
      });
      expect((await assumed.send(new GetCallerIdentityCommand({}))).Account).toBe("444455556666");
    });

    it("and a role is all that STS is asked here: the rest is refused by name", async () => {
      const client = new STSClient(clientOptions(aws()));
      await expect(client.send(new GetSessionTokenCommand({}))).rejects.toMatchObject({
        name: "InvalidAction",
        message: "GetSessionToken of sts is not emulated by msx",
      });
    });
  },
  "moto has one account for all access keys that it does not know, and emulates more of STS",
);
