/**
 * Every error msx can end with. `kind` says who can mend it (the user, the environment, or us: a bug), and
 * `exit` is the process's exit code: 0 ok, 1 a bug in msx, 2 usage or invalid file, 3 the audit found failures,
 * 4 the environment, 5 the new version is not live, 130 interrupted.
 */
export const errorCodes = {
  BUG: { kind: "bug", exit: 1 },
  USAGE: { kind: "user", exit: 2 },
  INTERRUPTED: { kind: "user", exit: 130 },
  // workspace
  NO_WORKSPACE: { kind: "user", exit: 2 },
  FILE_INVALID: { kind: "user", exit: 2 },
  FILE_UNREADABLE: { kind: "environment", exit: 4 },
  UNKNOWN_SERVICE: { kind: "user", exit: 2 },
  UNKNOWN_RESOURCE: { kind: "user", exit: 2 },
  WORKSPACE_BUSY: { kind: "environment", exit: 4 },
  // generator
  NAME_INVALID: { kind: "user", exit: 2 },
  NAME_TAKEN: { kind: "user", exit: 2 },
  TARGET_NOT_EMPTY: { kind: "user", exit: 2 },
  TEMPLATE_INVALID: { kind: "bug", exit: 1 },
  ANSWER_MISSING: { kind: "user", exit: 2 },
  WRITE_FAILED: { kind: "environment", exit: 4 },
  DISK_FULL: { kind: "environment", exit: 4 },
  READ_ONLY: { kind: "environment", exit: 4 },
  NESTED_WORKSPACE: { kind: "user", exit: 2 },
  ENTITY_INVALID: { kind: "user", exit: 2 },
  TARGET_UNSAFE: { kind: "user", exit: 2 },
  ROUTE_TAKEN: { kind: "user", exit: 2 },
  NOT_AVAILABLE: { kind: "user", exit: 2 },
  OPTION_INVALID: { kind: "user", exit: 2 },
  MESSAGING_NEEDS_DATABASE: { kind: "user", exit: 2 },
  REFERENCE_NEEDS_ALL: { kind: "user", exit: 2 },
  NOT_GENERATED: { kind: "user", exit: 2 },
  UPDATE_UNCOMMITTED: { kind: "user", exit: 2 },
  UPDATE_NOT_IN_GIT: { kind: "user", exit: 2 },
  GIT_MISSING: { kind: "environment", exit: 4 },
  CANNOT_ADD: { kind: "user", exit: 2 },
  ADD_UNSUPPORTED: { kind: "user", exit: 2 },
  ALREADY_ADDED: { kind: "user", exit: 2 },
  EVENT_UNKNOWN: { kind: "user", exit: 2 },
  OPERATION_UNKNOWN: { kind: "user", exit: 2 },
  // platform
  ENGINE_UNAVAILABLE: { kind: "environment", exit: 4 },
  ENGINE_NOT_YET: { kind: "environment", exit: 4 },
  IMAGE_UNAVAILABLE: { kind: "environment", exit: 4 },
  RESOURCE_FAILED: { kind: "environment", exit: 4 },
  PORT_UNAVAILABLE: { kind: "environment", exit: 4 },
  NAME_CONFLICT: { kind: "environment", exit: 4 },
  PLATFORM_DOWN: { kind: "environment", exit: 4 },
  VOLUME_INCOMPATIBLE: { kind: "environment", exit: 4 },
  CONFIRMATION_NEEDED: { kind: "user", exit: 2 },
  BROKER_FAILED: { kind: "environment", exit: 4 },
  NOTHING_PUBLISHED: { kind: "user", exit: 2 },
  NOTHING_CONSUMED: { kind: "user", exit: 2 },
  DEAD_LETTER_UNKNOWN: { kind: "user", exit: 2 },
  EXPORT_TARGET_TAKEN: { kind: "user", exit: 2 },
  DOCKER_FAILED: { kind: "environment", exit: 4 },
  ENGINE_LOST: { kind: "environment", exit: 4 },
  SECRETS_LOST: { kind: "environment", exit: 4 },
  // databases
  NO_DATABASE: { kind: "user", exit: 2 },
  DATABASE_FAILED: { kind: "environment", exit: 4 },
  PSQL_MISSING: { kind: "environment", exit: 4 },
  SQL_FAILED: { kind: "user", exit: 2 },
  // deploy
  BUILD_FAILED: { kind: "user", exit: 5 },
  NOT_READY: { kind: "user", exit: 5 },
  NOTHING_TO_DEPLOY: { kind: "user", exit: 2 },
  NOTHING_TO_ROLL_BACK: { kind: "user", exit: 2 },
  CANARY_WITHOUT_STABLE: { kind: "user", exit: 2 },
  CANARY_IDENTICAL: { kind: "user", exit: 2 },
  CANARY_SHARE_IMPOSSIBLE: { kind: "user", exit: 2 },
  // dev
  NOTHING_TO_RUN: { kind: "user", exit: 2 },
  DEV_UNSUPPORTED: { kind: "user", exit: 2 },
  DEV_RUNNING: { kind: "environment", exit: 4 },
  INSTALL_FAILED: { kind: "environment", exit: 4 },
  // emulators
  LISTEN_FAILED: { kind: "environment", exit: 4 },
  DATA_UNUSABLE: { kind: "environment", exit: 4 },
  // audit
  AUDIT_PATH_INVALID: { kind: "user", exit: 2 },
  NOTHING_TO_AUDIT: { kind: "user", exit: 2 },
} as const satisfies Record<string, { kind: "user" | "environment" | "bug"; exit: number }>;

export type ErrorCode = keyof typeof errorCodes;
export type ErrorKind = (typeof errorCodes)[ErrorCode]["kind"];
