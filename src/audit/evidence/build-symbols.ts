/** What a build defines without anybody writing it. */
const configurations = /^(?:DEBUG|RELEASE|TRACE)$/;
/** What a build defines by the framework and the platform it is for (https://learn.microsoft.com/dotnet/standard/frameworks). */
const platforms = /^(?:WINDOWS|LINUX|OSX|MACOS|MACCATALYST|ANDROID|IOS|TVOS|BROWSER)\w*$/;
const frameworkNames = /^NET(?:COREAPP|STANDARD|FRAMEWORK)?(?:\d+(?:_\d+)?(?:_OR_GREATER)?)?$/;

const coreVersions = ["1.0", "1.1", "2.0", "2.1", "2.2", "3.0", "3.1"];
const standardVersions = ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.0", "2.1"];
const classicVersions = "20 35 40 45 451 452 46 461 462 47 471 472 48 481".split(" ");

/** The symbols of the preprocessor that the projects of a service define, and those that one of their builds may. */
export class BuildSymbols {
  /** Defined in every build. */
  readonly defined: ReadonlySet<string>;
  /** Tells it from others. */
  readonly key: string;
  /** What each of the target frameworks defines; undefined where one of them is not known. */
  readonly #frameworks: readonly ReadonlySet<string>[] | undefined;

  /**
   * @param written symbols of `DefineConstants`
   * @param frameworks `TargetFramework`s as they are written; none: not known
   */
  constructor(written: Iterable<string> = [], frameworks: readonly string[] = []) {
    const targets = [...new Set(frameworks)].sort();
    const known = targets.flatMap((target) => symbolsOf(target) ?? []);
    this.#frameworks = known.length > 0 && known.length === targets.length ? known : undefined;
    const [first, ...others] = this.#frameworks ?? [];
    const common = [...(first ?? [])].filter((symbol) => others.every((other) => other.has(symbol)));
    this.defined = new Set([...written, ...common]);
    this.key = `${[...new Set(written)].sort().join(" ")} ${targets.join(" ")}`;
  }

  /** Whether a build may define a symbol that not every one does. */
  isOpen(symbol: string): boolean {
    if (this.defined.has(symbol)) return false;
    if (configurations.test(symbol)) return true;
    if (!platforms.test(symbol) && !frameworkNames.test(symbol)) return false;
    return this.#frameworks?.some((one) => one.has(symbol)) ?? true;
  }
}

const upTo = (versions: readonly string[], last: string): readonly string[] =>
  versions.slice(0, versions.indexOf(last) + 1);
const orGreater = (name: string, versions: readonly string[]): readonly string[] =>
  versions.map((version) => `${name}${version.replace(".", "_")}_OR_GREATER`);

/** Undefined of a framework that is not known, or that a property stands for. */
function symbolsOf(framework: string): ReadonlySet<string> | undefined {
  const [, family = "", version = "", platform] =
    /^(net|netcoreapp|netstandard)(\d+(?:\.\d+)?)(?:-([a-z]+)[\d.]*)?$/.exec(framework) ?? [];
  const name = family.toUpperCase();
  const exact = `${name}${version.replace(".", "_")}`;
  const versions =
    family === "netstandard" ? standardVersions : family === "netcoreapp" ? coreVersions : classicVersions;
  if (versions.includes(version))
    return new Set([
      family === "net" ? "NETFRAMEWORK" : name,
      exact,
      ...orGreater(name, upTo(versions, version)),
    ]);
  const major = Number(version.split(".")[0]);
  if (family !== "net" || !version.endsWith(".0") || major < 5 || major > 99) return undefined;
  const releases = Array.from({ length: major - 4 }, (_, at) => `${at + 5}.0`);
  return new Set([
    "NET",
    "NETCOREAPP",
    exact,
    ...orGreater("NET", releases),
    ...orGreater("NETCOREAPP", coreVersions),
    ...(platform ? [platform.toUpperCase()] : []),
  ]);
}
