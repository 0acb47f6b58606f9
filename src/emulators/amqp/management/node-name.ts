import { hostname } from "node:os";

/** The broker as a node of a cluster of one. */
export const nodeName = `msx@${hostname().split(".")[0]}`;
