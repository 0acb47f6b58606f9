import { existsSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";

export const dotnetRuntime = /^dotnet(\d+)$/;

/**
 * The assembly that a handler of a dotnet runtime names: a program that speaks the Runtime API itself. What is written with colons
 * (`Assembly::Type::Method`) is called by Amazon.Lambda.RuntimeSupport, which is a part of AWS's image and not of the package.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/csharp-handler.html
 */
export function executableAssembly(handler: string): string | undefined {
  if (handler.includes(":")) return undefined;
  return handler.endsWith(".dll") ? handler : `${handler}.dll`;
}

/**
 * Why a package cannot run on this machine as a function of a dotnet runtime; undefined where it can.
 * @param folder with the package's files
 */
export async function dotnetRefusal(
  runtime: string,
  handler: string,
  folder: string,
): Promise<string | undefined> {
  const assembly = executableAssembly(handler);
  if (assembly === undefined) {
    return `The handler ${handler} needs AWS's own runtime for .NET, which is not part of msx: it runs programs that speak the Runtime API themselves, whose handler is the assembly's name, and any package with an executable bootstrap`;
  }
  if (!existsSync(path.join(folder, assembly))) return `The package has no ${assembly}`;
  const major = dotnetRuntime.exec(runtime)?.[1] ?? "";
  const installed = await installedRuntimes();
  if (installed.some((version) => version.startsWith(`${major}.`))) return undefined;
  const found = installed.length === 0 ? "none" : installed.join(", ");
  return `The runtime ${runtime} needs .NET ${major} on this machine; dotnet --list-runtimes has: ${found}`;
}

/** Versions of .NET's base runtime; none where there is no `dotnet`. */
async function installedRuntimes(): Promise<readonly string[]> {
  const { stdout = "" } = await execa("dotnet", ["--list-runtimes"], { reject: false });
  return [...stdout.matchAll(/^Microsoft\.NETCore\.App (\S+)/gm)].map(([, version = ""]) => version);
}
