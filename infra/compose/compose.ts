/** Reads `compose.yaml` as Docker Compose does: its schema, as far as it is used, and the variables in it. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { parse } from 'yaml';

const Texts = v.record(v.string(), v.string());
const Condition = v.strictObject({
  condition: v.picklist(['service_healthy', 'service_started']),
  restart: v.optional(v.boolean()),
});

/** Compose specification: github.com/compose-spec/compose-spec. What is not used here would be a mistake. */
const Service = v.strictObject({
  build: v.optional(v.strictObject({ context: v.string(), dockerfile: v.string() })),
  cap_drop: v.optional(v.array(v.string())),
  command: v.optional(v.array(v.string())),
  depends_on: v.optional(v.record(v.string(), Condition), {}),
  environment: v.optional(Texts, {}),
  healthcheck: v.optional(
    v.strictObject({
      test: v.array(v.string()),
      interval: v.string(),
      timeout: v.string(),
      retries: v.number(),
    }),
  ),
  image: v.optional(v.string()),
  networks: v.array(v.string()),
  ports: v.optional(v.array(v.string()), []),
  read_only: v.optional(v.boolean()),
  restart: v.literal('unless-stopped'),
  security_opt: v.array(v.literal('no-new-privileges:true')),
  stop_grace_period: v.optional(v.string()),
  tmpfs: v.optional(v.array(v.string())),
  user: v.optional(v.string()),
  volumes: v.optional(v.array(v.string()), []),
});

const Compose = v.looseObject({
  name: v.string(),
  services: v.record(v.string(), Service),
  networks: v.record(v.string(), v.nullable(v.strictObject({ internal: v.optional(v.boolean()) }))),
  volumes: v.record(v.string(), v.nullable(v.strictObject({}))),
});

export type Compose = v.InferOutput<typeof Compose>;

/**
 * @param env what `.env` says
 * @throws for a variable that has to be there and is not, and for what is no part of the schema
 */
export function readCompose(env: Readonly<Record<string, string>>): Compose {
  const text = readFileSync(new URL('compose.yaml', import.meta.url), 'utf8');
  const document: unknown = parse(text);
  return v.parse(
    Compose,
    JSON.parse(JSON.stringify(document), (_key, value: unknown) => {
      return typeof value === 'string' ? interpolate(value, env) : value;
    }),
  );
}

/** `$$` · `${NAME}` · `${NAME:-otherwise}` · `${NAME:?why it is needed}` */
function interpolate(text: string, env: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$(?:(\$)|\{(\w+)(?:(:[-?])([^}]*))?\})/g, (_, dollar, name, operator, rest) => {
    if (dollar === '$') return dollar;
    const value = env[name] ?? '';
    if (value !== '' || operator === undefined) return value;
    if (operator === ':?') throw new Error(`${name}: ${rest}`);
    return rest;
  });
}

/** Lines of `NAME=value`. */
export function readEnvFile(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
}
