import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

const service = "services/user-service";
const workflow = `${service}/.github/workflows/ci.yml`;
const manifest = `${service}/package.json`;

const gitlab = (tests: string): string =>
  `.tests:\n  script: [npm test]\nbuild:\n  script: [npm run build, docker build .]\ntests:\n${tests}`;

checkRule(rule, [
  {
    title: "no pipeline",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      delete repository["services/user-service/.github/workflows/ci.yml"];
    },
    verdict: "fail",
    at: /workflows/,
  },
  {
    title: "tests whose failure is ignored",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/.github/workflows/ci.yml",
        /-- npm test/,
        "-- npm test || true",
      );
    },
    verdict: "fail",
    at: /ci.yml/,
  },
  {
    title: "steps in an action of the same repository, an image by Compose",
    kind: "good",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/.github/workflows/ci.yml"] =
        "on: push\njobs:\n  ci:\n    steps:\n      - uses: ./.github/actions/check\n";
      repository["services/user-service/.github/actions/check/action.yml"] =
        "runs:\n  using: composite\n  steps:\n    - run: make test\n    - run: docker-compose -f all.yml build users\n";
    },
    verdict: "pass",
    at: /actions\/check\/action\.yml:4/,
  },
  {
    title: "no tests among the steps",
    kind: "bad",
    service,
    change: (repository) => {
      edit(repository, workflow, /-- npm test/, "-- npm run lint");
    },
    verdict: "fail",
    at: /ci\.yml/,
  },
  {
    title: "a test script that only lints",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, manifest, /"test": "[^"]*"/, '"test": "eslint . && tsc --noEmit"');
    },
    verdict: "fail",
    at: /ci\.yml/,
  },
  {
    title: "a test script that says there are none",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, manifest, /"test": "[^"]*"/, '"test": "echo no tests && exit 0"');
    },
    verdict: "fail",
    at: /ci\.yml/,
  },
  {
    title: "tests in a variable, a comment, a message, and where no script ever comes",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(
        repository,
        workflow,
        /^ *- run: .*-- npm test$/m,
        `      - env: { run: npm test }
        run: |
          # npm test
          echo npm test
          false && npm test
          if false; then
            npm test
          fi
          git commit --message "npm test"
          vitest --help`,
      );
    },
    verdict: "fail",
    at: /ci\.yml/,
  },
  {
    title: "tests whose failure the shell is told not to mind",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(
        repository,
        workflow,
        /- run: (.*-- npm test)$/m,
        "- run: |\n          set +e\n          $1\n          exit 0",
      );
    },
    verdict: "fail",
  },
  {
    title: "a job that is switched off",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, workflow, /^ {2}test:$/m, "  test:\n    if: ${{ false && github.ref }}");
    },
    verdict: "fail",
  },
  {
    title: "a workflow for tags alone",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, workflow, /^on:\n[\s\S]*?\n\n/m, 'on: { push: { tags: ["v*"] } }\n\n');
    },
    verdict: "fail",
  },
  {
    title: "a workflow that ignores every branch",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, workflow, /^on:\n[\s\S]*?\n\n/m, 'on: { push: { branches-ignore: ["**"] } }\n\n');
    },
    verdict: "fail",
  },
  {
    title: "GitLab: a job that others extend",
    kind: "good",
    service,
    change: (repository) => {
      delete repository[workflow];
      repository[`${service}/.gitlab-ci.yml`] = gitlab("  extends: .tests\n");
    },
    verdict: "pass",
    at: /gitlab-ci\.yml:\d+/,
  },
  {
    title: "GitLab: a hidden job that nobody extends",
    kind: "hostile",
    service,
    change: (repository) => {
      delete repository[workflow];
      repository[`${service}/.gitlab-ci.yml`] = gitlab("  script: [npm run lint]\n");
    },
    verdict: "fail",
    at: /gitlab-ci\.yml/,
  },
  {
    title: "GitLab: tests after the job, when its result is known",
    kind: "hostile",
    service,
    change: (repository) => {
      delete repository[workflow];
      repository[`${service}/.gitlab-ci.yml`] = gitlab(
        "  script: [npm run lint]\n  after_script: [npm test]\n",
      );
    },
    verdict: "fail",
    at: /gitlab-ci\.yml/,
  },
  {
    title: "GitLab: a job whose rules never let it run",
    kind: "hostile",
    service,
    change: (repository) => {
      delete repository[workflow];
      repository[`${service}/.gitlab-ci.yml`] = gitlab("  script: [npm test]\n  rules: [{ when: never }]\n");
    },
    verdict: "fail",
    at: /gitlab-ci\.yml/,
  },
  {
    title: "a workflow that is no YAML",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[workflow] = "jobs: [";
    },
    verdict: "fail",
    at: /workflows/,
  },
  {
    title: "a workflow that is empty",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[workflow] = "";
    },
    verdict: "fail",
    at: /workflows/,
  },
  {
    title: "a workflow of NUL bytes",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[workflow] = "\0\0\0";
    },
    verdict: "fail",
    at: /workflows/,
  },
  {
    title: "a list where jobs should be, a number where a script should be",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[workflow] = "on: [push, 5, null]\njobs: [{ run: 7 }, null, { steps: npm test }]\n";
    },
    verdict: "fail",
    at: /workflows/,
  },
  {
    title: "an alias within what it stands for",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[workflow] = "on: push\njobs: &a { test: { steps: [{ run: npm test }], more: *a } }\n";
    },
    verdict: "fail",
    at: /workflows/,
  },
]);
