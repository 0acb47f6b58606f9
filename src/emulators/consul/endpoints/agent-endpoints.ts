import { emulatedVersion, localNode } from "../agent/local-node.js";
import { datacenter } from "../http/blocking-query.js";
import { ConsulError } from "../http/consul-error.js";
import type { Endpoint, Routes } from "../http/consul-request.js";

/** Who the agent is, the cluster of one that it is in, and what is switched off in it. */
export function agentRoutes(nodeId: string): Routes {
  const leader = `${localNode.address}:${localNode.serverPort}`;
  const member = {
    ...{ Name: localNode.name, Addr: localNode.address, Port: localNode.lanPort, Status: 1 },
    Tags: {
      ...{ acls: "0", build: `${emulatedVersion}:`, dc: datacenter, ft_fs: "1", id: nodeId, role: "consul" },
      ...{ port: String(localNode.serverPort), raft_vsn: "3", segment: "", vsn: "2", wan_join_port: "8302" },
      ...{ vsn_max: "3", vsn_min: "2" },
    },
    ...{ ProtocolMin: 1, ProtocolMax: 5, ProtocolCur: 2, DelegateMin: 2, DelegateMax: 5, DelegateCur: 4 },
  };
  const self = {
    Config: {
      ...{ Datacenter: datacenter, NodeName: localNode.name, NodeID: nodeId, Revision: "", Server: true },
      Version: emulatedVersion,
    },
    ...{ DebugConfig: {}, Coord: null, Member: member, Stats: {}, Meta: {} },
  };
  const noAcls: Endpoint = () => {
    throw new ConsulError(401, "ACL support disabled");
  };
  return {
    "/v1/status/leader": { GET: () => ({ json: leader }) },
    "/v1/status/peers": { GET: () => ({ json: [leader] }) },
    "/v1/agent/self": { GET: () => ({ json: self }) },
    "/v1/agent/members": { GET: () => ({ json: [member] }) },
    "/v1/agent/reload": { PUT: () => ({}) },
    "/v1/acl/": { GET: noAcls, PUT: noAcls, DELETE: noAcls },
    "/v1/agent/token/": { PUT: noAcls },
  };
}
