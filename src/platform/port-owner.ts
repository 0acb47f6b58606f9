import { readFileSync, readlinkSync } from "node:fs";
import { namesIn } from "./names-in.js";

/** State "listening" in /proc/net/tcp (include/net/tcp_states.h, TCP_LISTEN). */
const listening = "0A";

/**
 * Who listens on a TCP port of this machine ("nginx, pid 4711"), where that can be found out: on Linux, for processes
 * this user may look into.
 */
export function portOwner(port: number): string | undefined {
  const inodes = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) => listeners(readOr(file, ""), port));
  if (inodes.length === 0) return undefined;
  const links = new Set(inodes.map((inode) => `socket:[${inode}]`));
  for (const pid of namesIn("/proc").filter((name) => /^\d+$/.test(name))) {
    if (namesIn(`/proc/${pid}/fd`).some((fd) => links.has(linkOr(`/proc/${pid}/fd/${fd}`)))) {
      return `${readOr(`/proc/${pid}/comm`, "?").trim()}, pid ${pid}`;
    }
  }
  return undefined;
}

/** Inodes of the sockets of a /proc/net/tcp table that listen on a port. */
export function listeners(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === listening && fields[1]?.endsWith(`:${wanted}`))
    .flatMap((fields) => fields[9] ?? []);
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
}

function linkOr(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}
