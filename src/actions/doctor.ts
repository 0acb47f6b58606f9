import { type Detail, joined, phrase, type Reason } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import {
  checkDisk,
  checkDotnet,
  checkEngine,
  checkImages,
  checkMemory,
  checkNode,
  checkPorts,
  checkPostgres,
  type Finding,
} from "../platform/diagnosis.js";
import { installedDotnet, targetMajor } from "../platform/dotnet-sdk.js";
import { connect, type Daemon } from "../platform/engines/docker/connect.js";
import { openPlatform, type Platform } from "../platform/platform.js";
import { defaultWorkspace } from "../workspace/default-workspace.js";
import {
  findLoneService,
  findWorkspaceFolder,
  loadWorkspace,
  type Workspace,
} from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";

export interface DoctorResult {
  /** Whether `msx up` can run here. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

/** The oldest Node that msx runs on (package.json, engines). */
const neededNode = "20.19.0";

/** Looks at everything the platform needs of this machine; changes nothing and rejects for no finding. */
export async function doctor(context: ActionContext): Promise<DoctorResult> {
  const { cwd, env } = context;
  const findings: Finding[] = [checkNode(process.versions.node, neededNode)];
  const { found, workspace } = checkWorkspace(cwd);
  findings.push(found, await checkDisk(workspace?.folder ?? cwd));
  const { daemon, attempts } = await connect(env);
  const platform = await openAsUpWould(workspace ?? defaultWorkspace(cwd), context);
  findings.push(checkDaemon(daemon, attempts, platform !== undefined));
  if (platform) {
    const onDocker = platform.engine.name === "docker";
    findings.push(...checkEngine(platform));
    if (!onDocker && platform.resources.some(({ name }) => name === "postgres")) {
      findings.push(checkPostgres());
    }
    findings.push(...(await checkDotnetOf(platform.workspace, !onDocker)));
    if (daemon) {
      if (onDocker) findings.push(await checkMemory(daemon));
      findings.push(...(await checkImages(daemon, platform.workspace, platform.resources, env, onDocker)));
    }
    findings.push(...(await checkPorts(platform, daemon)));
  }
  return { ok: findings.every(({ state }) => state !== "fail"), findings };
}

/** Undefined when there is no engine to be had. */
async function openAsUpWould(
  workspace: Workspace,
  { env, io }: ActionContext,
): Promise<Platform | undefined> {
  try {
    return await openPlatform({ workspace, engine: "auto", env, io, starts: true });
  } catch (error) {
    if (error instanceof MsxError && error.code === "ENGINE_UNAVAILABLE") return undefined;
    throw error;
  }
}

/** Nothing is asked of a machine whose workspace has no .NET service. */
async function checkDotnetOf({ allServices }: Workspace, needed: boolean): Promise<Finding[]> {
  const services = allServices
    .filter(({ form, stack }) => form === "microservice" && stack === "dotnet")
    .map(({ name, folder }) => ({ name, major: targetMajor(folder) }));
  return services.length === 0 ? [] : checkDotnet(services, await installedDotnet(), needed);
}

function checkWorkspace(cwd: string): { found: Finding; workspace?: Workspace } {
  const check = "workspace";
  if ((findWorkspaceFolder(cwd) ?? findLoneService(cwd)) === undefined) {
    const remedy = { code: "doctor.workspace.none.fix", params: {} } as const;
    return {
      found: { check, state: "warn", finding: { code: "doctor.workspace.none", params: {} }, remedy },
    };
  }
  try {
    const workspace = loadWorkspace(cwd);
    const { name, folder, allServices } = workspace;
    const params = { name, path: folder, services: allServices.length };
    return { workspace, found: { check, state: "ok", finding: { code: "doctor.workspace.ok", params } } };
  } catch (error) {
    if (!(error instanceof MsxError)) throw error;
    const { file, line, detail } = error.params;
    const reason = detail ?? error.code;
    const what = typeof file === "string" && typeof line === "number" ? `${file}:${line}` : file;
    const finding = {
      code: "doctor.workspace.invalid",
      params: { detail: what === undefined ? reason : phrase("of", { what, reason }) },
    } as const;
    const remedy = { code: "doctor.workspace.invalid.fix", params: {} } as const;
    return { found: { check, state: "fail", finding, remedy } };
  }
}

function checkDaemon(
  daemon: Daemon | undefined,
  attempts: readonly { readonly where: Detail; readonly answer: Reason }[],
  goesWithout: boolean,
): Finding {
  if (daemon) {
    const params = { description: daemon.description };
    return { check: "docker", state: "ok", finding: { code: "doctor.docker.ok", params } };
  }
  const told = joined(attempts.map(({ where, answer }) => phrase("of", { what: where, reason: answer })));
  return {
    check: "docker",
    state: goesWithout ? "warn" : "fail",
    finding: { code: "doctor.docker.none", params: { attempts: told } },
    remedy: { code: "doctor.docker.fix", params: {} },
  };
}
