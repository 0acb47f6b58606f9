/** What can check, pack and promote a generated project. */
export const ciSystems = ["github", "gitlab", "azure"] as const;
export type CiSystem = (typeof ciSystems)[number];

export const defaultCi: CiSystem = "github";

const systems: Readonly<Record<CiSystem, { readonly name: string; readonly file: string }>> = {
  github: { name: "GitHub Actions", file: ".github/workflows/ci.yml" },
  gitlab: { name: "GitLab CI", file: ".gitlab-ci.yml" },
  azure: { name: "Azure Pipelines", file: "azure-pipelines.yml" },
};

/** What templates may say about a system: its name, and its file in a project. */
export function ciContext(ci: CiSystem): { readonly name: string; readonly file: string } {
  return systems[ci];
}
