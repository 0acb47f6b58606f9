/** Has what `dotnet` starts end with it: neither MSBuild's nodes nor the compiler's server stay for a next build. */
export const buildsAlone: Readonly<Record<string, string>> = {
  MSBUILDDISABLENODEREUSE: "1",
  DOTNET_CLI_USE_MSBUILD_SERVER: "0",
  UseSharedCompilation: "false",
  UseRazorBuildServer: "false",
  // One line a message, which a log can hold.
  MSBUILDTERMINALLOGGER: "off",
  DOTNET_NOLOGO: "1",
};

/** As in the service's image: what is made for an older .NET than there is runs on the one that there is. */
export const onNewerRuntime: Readonly<Record<string, string>> = { DOTNET_ROLL_FORWARD: "Major" };
