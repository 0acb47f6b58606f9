import { readFileSync } from "node:fs";

/** What an image build needs of the machine it runs on, so that it reaches the same registries. */
export interface BuildSettings {
  /** Proxy variables. Docker keeps these names out of the image and of the cache key. */
  readonly args: Readonly<Record<string, string>>;
  /** Files put beside the service's own in the build context. */
  readonly files: Readonly<Record<string, string>>;
  /** Proxies that were left out: inside a container 127.0.0.1 is the container itself. */
  readonly unreachable: readonly string[];
}

/** The predefined build arguments of `docker build` (docs.docker.com/build/building/variables, "Predefined ARGs"). */
const proxyNames = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "FTP_PROXY", "ALL_PROXY"];

/** The file a service's Dockerfile copies into the stage that installs dependencies, when it is there. */
const caFile = "ca.crt";

/**
 * Proxies and certificate authority of this machine, for an image build. The CA is public certificates only, taken from
 * NODE_EXTRA_CA_CERTS, else SSL_CERT_FILE; a file that cannot be read is left out, as Node does.
 */
export function buildSettings(env: NodeJS.ProcessEnv): BuildSettings {
  const args: Record<string, string> = {};
  const unreachable: string[] = [];
  for (const name of proxyNames) {
    const value = env[name] ?? env[name.toLowerCase()];
    if (!value) continue;
    if (name !== "NO_PROXY" && isLoopback(value)) unreachable.push(name);
    else args[name] = value;
  }
  const certificates = readCertificates(env.NODE_EXTRA_CA_CERTS || env.SSL_CERT_FILE);
  return { args, files: certificates ? { [caFile]: certificates } : {}, unreachable };
}

function isLoopback(proxy: string): boolean {
  const url = proxy.includes("://") ? proxy : `http://${proxy}`;
  return URL.canParse(url) && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}

/** Only the certificates of a PEM file: a private key beside them must not reach a build. */
function readCertificates(file: string | undefined): string | undefined {
  if (!file) return undefined;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
  return blocks ? `${blocks.join("\n")}\n` : undefined;
}
