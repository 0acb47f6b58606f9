import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { beforeEach, expect, test } from "vitest";
import { tempFolder } from "../../test/helpers/temp-folder.js";

// The golden tree is what the template renders (golden.test.ts), so its script is the one that projects get.
const golden = fileURLToPath(new URL("../../test/golden/entity-microservice-typescript", import.meta.url));

let service: string;
let bin: string;
beforeEach(() => {
  const folder = tempFolder();
  service = path.join(folder, "item-service");
  for (const part of ["ci", "k8s"])
    cpSync(path.join(golden, part), path.join(service, part), { recursive: true });
  bin = path.join(folder, "bin");
  mkdirSync(bin);
});

/** A kubectl that writes down what it was asked, and what it was given to apply. */
function kubectl(rolloutStatus: 0 | 1): void {
  const file = path.join(bin, "kubectl");
  writeFileSync(
    file,
    `#!/bin/sh
echo "$*" >> "${bin}/calls"
case "$*" in
  *apply*) for last do :; done; cat "$last/deployment.yaml" > "${bin}/applied"; cat "$KUBECONFIG" > "${bin}/kubeconfig" ;;
  *"rollout status"*) exit ${rolloutStatus} ;;
esac
`,
  );
  chmodSync(file, 0o755);
}

const image = "registry.example.com/shop/item-service:0123456789";
const deploy = () =>
  execa(path.join(service, "ci", "deploy.sh"), [image], {
    env: { PATH: `${bin}:${process.env.PATH}`, KUBE_CONFIG: "a: secret", KUBE_NAMESPACE: "dev" },
    cwd: "/",
    reject: false,
  });
const seen = (name: string): string => readFileSync(path.join(bin, name), "utf8");

test("the deploy script applies the manifests with the image that was tested, and waits for it", async () => {
  kubectl(0);
  const before = readFileSync(path.join(service, "k8s", "deployment.yaml"), "utf8");
  expect((await deploy()).exitCode).toBe(0);
  expect(seen("calls")).toMatch(
    /^--namespace dev apply --filename \S+\n--namespace dev rollout status deployment\/item-service --timeout=300s\n$/,
  );
  expect(seen("applied")).toContain(`image: ${image}\n`);
  expect(seen("applied")).toMatch(/name: SERVICE_VERSION\n +value: "0123456789"\n/);
  expect(seen("kubeconfig")).toBe("a: secret\n");
  expect(readFileSync(path.join(service, "k8s", "deployment.yaml"), "utf8")).toBe(before);
  const work = /--filename (\S+)\/k8s/.exec(seen("calls"))?.[1] ?? "";
  expect(work).not.toBe("");
  expect(existsSync(work)).toBe(false);
});

test("the deploy script takes a version back that does not get ready, and fails", async () => {
  kubectl(1);
  const { exitCode, stderr } = await deploy();
  expect(exitCode).toBe(1);
  expect(stderr).toContain("going back");
  expect(seen("calls")).toMatch(/rollout undo deployment\/item-service\n$/);
});
