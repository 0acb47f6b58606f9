import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
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

    it("is all that STS is asked here: the rest is refused by name", async () => {
      const client = new STSClient(clientOptions(aws()));
      await expect(client.send(new GetSessionTokenCommand({}))).rejects.toMatchObject({
        name: "InvalidAction",
        message: "GetSessionToken of sts is not emulated by msx",
      });
    });
  },
  "moto has one account for all access keys that it does not know, and emulates more of STS",
);
