/** Checks one after the other, each with its time, and a line for each. */

export type Outcome =
  | { readonly type: 'pass'; readonly note?: string | undefined }
  /** What is wrong, and what to do about it: a sentence each. */
  | { readonly type: 'fail'; readonly why: string; readonly todo: string }
  | { readonly type: 'skip'; readonly why: string };

export interface Check {
  readonly name: string;
  /** The checks without which this one tells nothing. */
  readonly needs?: readonly string[];
  readonly limitMs: number;
  /** May throw what `fail` would say; stops when the signal says so. */
  run(signal: AbortSignal): Promise<Outcome>;
}

export const pass = (note?: string): Outcome => ({ type: 'pass', note });
export const fail = (why: string, todo: string): Outcome => ({ type: 'fail', why, todo });
export const skip = (why: string): Outcome => ({ type: 'skip', why });

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Never rejects. */
export async function runChecks(checks: readonly Check[], say: (line: string) => void): Promise<Tally> {
  const count = { pass: 0, fail: 0, skip: 0 };
  const passed = new Set<string>();
  for (const check of checks) {
    const missing = check.needs?.find((name) => !passed.has(name));
    const outcome =
      missing === undefined ? await limited(check) : skip(`without "${missing}" it tells nothing`);
    if (outcome.type === 'pass') passed.add(check.name);
    count[outcome.type] += 1;
    for (const line of linesOf(check.name, outcome)) say(line);
  }
  return { passed: count.pass, failed: count.fail, skipped: count.skip };
}

function linesOf(name: string, outcome: Outcome): string[] {
  if (outcome.type === 'pass')
    return [`pass  ${name}${outcome.note === undefined ? '' : `: ${outcome.note}`}`];
  const line = `${outcome.type}  ${name}: ${outcome.why}`;
  return outcome.type === 'fail' ? [line, `      -> ${outcome.todo}`] : [line];
}

async function limited({ limitMs, run }: Check): Promise<Outcome> {
  const signal = AbortSignal.timeout(limitMs);
  const late = new Promise<Outcome>((resolve) => {
    signal.addEventListener('abort', () =>
      resolve(
        fail(
          `no end after ${limitMs / 1_000} s`,
          'See whether something in between holds it up; --timeout gives it longer.',
        ),
      ),
    );
  });
  try {
    return await Promise.race([run(signal), late]);
  } catch (error) {
    // Whatever was cut off by the time-out says so in its own words.
    return signal.aborted ? late : failureOf(error);
  }
}

/** What Node's errors of the network mean for whoever has deployed the service. */
const CAUSES: readonly (readonly [RegExp, todo: string])[] = [
  [/ECONNREFUSED/, 'Nothing listens there: see whether it runs, and on which port.'],
  [/ENOTFOUND|EAI_AGAIN/, 'That name is not known: look at the spelling and at the DNS records.'],
  [
    /ECONNRESET|UND_ERR_SOCKET|socket hang up/,
    'Something ends the connection: see its log, and that of what stands before it.',
  ],
  [
    /SELF_SIGNED|self-signed/,
    'The certificate is of its own making. NODE_EXTRA_CA_CERTS can name it as trusted.',
  ],
  [
    /CERT|certificate|altname/i,
    'Browsers will not accept the certificate either: see that it is for this name, in date and complete.',
  ],
  [/EPROTO|wrong version number|packet length/i, 'The port does not speak TLS: is it http:// ?'],
];

/** @param said the words of an error, or its code; undefined: they tell nothing */
export function adviceOn(said: string): string | undefined {
  return CAUSES.find(([pattern]) => pattern.test(said))?.[1];
}

function failureOf(error: unknown): Outcome {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const why = cause instanceof Error ? `${message} (${cause.message || code})` : message;
  return fail(why, adviceOn(`${code} ${why}`) ?? 'See the log of the service, and of what stands before it.');
}
