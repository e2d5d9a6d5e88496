/** What `terraform test -json` says, line by line. */
import * as v from 'valibot';

const Diagnostic = v.object({
  severity: v.string(),
  summary: v.string(),
  detail: v.optional(v.string(), ''),
});

const Line = v.object({
  type: v.string(),
  '@testfile': v.optional(v.string()),
  diagnostic: v.optional(Diagnostic),
  test_summary: v.optional(v.object({ passed: v.number(), failed: v.number(), errored: v.number() })),
  test_plan: v.optional(v.object({ resource_changes: v.optional(v.array(v.unknown()), []) })),
});

const Service = v.object({
  type: v.literal('google_cloud_run_v2_service'),
  name: v.literal('this'),
  change: v.object({
    after: v.object({
      template: v.tuple([
        v.object({
          containers: v.tuple([
            v.object({
              args: v.nullable(v.array(v.string())),
              env: v.optional(v.array(v.object({ name: v.string(), value: v.nullish(v.string()) })), []),
            }),
          ]),
        }),
      ]),
    }),
  }),
});

export interface Container {
  readonly args: readonly string[];
  /** `null`: from Secret Manager, or only known once it is made. */
  readonly environment: Readonly<Record<string, string | null>>;
}

export interface Verdict {
  readonly passed: number;
  readonly failed: number;
  /** What went wrong, in one line each, by the file of the test. */
  readonly problems: readonly { readonly file: string; readonly text: string }[];
  /** Of the service, in the first plan that has one. */
  readonly container: Container | null;
}

export function readVerdict(text: string): Verdict {
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => v.parse(Line, JSON.parse(line)));
  const summary = lines.find((line) => line.test_summary !== undefined)?.test_summary;
  return {
    passed: summary?.passed ?? 0,
    failed: summary === undefined ? 1 : summary.failed + summary.errored,
    problems: lines.flatMap(({ diagnostic, '@testfile': file = '' }) =>
      diagnostic?.severity === 'error'
        ? [{ file, text: `${diagnostic.summary}: ${diagnostic.detail}`.replaceAll(/\s+/g, ' ') }]
        : [],
    ),
    container:
      lines.map(({ test_plan: plan }) => findContainer(plan?.resource_changes ?? [])).find(Boolean) ?? null,
  };
}

function findContainer(changes: readonly unknown[]): Container | null {
  const service = changes.find((change) => v.is(Service, change));
  if (!v.is(Service, service)) return null;
  const [container] = v.parse(Service, service).change.after.template[0].containers;
  return {
    args: container.args ?? [],
    environment: Object.fromEntries(container.env.map(({ name, value }) => [name, value ?? null])),
  };
}
