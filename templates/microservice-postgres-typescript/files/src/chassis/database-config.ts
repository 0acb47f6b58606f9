import { z } from "zod";

/** The variables that lead to the service's database. */
export const databaseVariables = {
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_POOL_SIZE: z.coerce.number().int().positive().default(10),
};

export interface DatabaseConfig {
  readonly database: { readonly url: string; readonly poolSize: number };
}

export function databaseConfig(e: z.output<z.ZodObject<typeof databaseVariables>>): DatabaseConfig {
  return { database: { url: e.DATABASE_URL, poolSize: e.DATABASE_POOL_SIZE } };
}
