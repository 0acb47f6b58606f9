import { service } from "./adapters/service.js";
import { runService } from "./chassis/run-service.js";

await runService(service);
