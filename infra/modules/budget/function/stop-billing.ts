/** What a budget says, and how a project loses its billing account. No dependencies: tests run it as it is. */

export type Spend =
  | { readonly ok: true; readonly isOver: boolean }
  | { readonly ok: false; readonly problem: string };

/** Where they answer, without a slash at the end. */
export interface Services {
  readonly metadata: string;
  readonly billing: string;
}

const GOOGLE: Services = {
  metadata: 'http://metadata.google.internal',
  billing: 'https://cloudbilling.googleapis.com',
};

/** An answer that takes longer is none. */
const PATIENCE_MS = 20_000;

/**
 * Budgets tell the spend of the month so far several times a day, whether or not a threshold was passed.
 * https://cloud.google.com/billing/docs/how-to/budgets-programmatic-notifications#notification_format
 *
 * @param body what Pub/Sub pushed: `{ message: { data: <base64 of JSON> } }`
 */
export function readSpend(body: unknown): Spend {
  const data = field(field(body, 'message'), 'data');
  if (typeof data !== 'string') return { ok: false, problem: 'no message of Pub/Sub' };
  let notice: unknown;
  try {
    notice = JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
  } catch {
    return { ok: false, problem: 'not JSON' };
  }
  const cost = field(notice, 'costAmount');
  const budget = field(notice, 'budgetAmount');
  // A budget of 0, or none, must not stop a project that has spent nothing.
  if (typeof cost !== 'number' || typeof budget !== 'number' || !(budget > 0)) {
    return { ok: false, problem: 'no costAmount and budgetAmount' };
  }
  return { ok: true, isOver: cost >= budget };
}

/**
 * Takes the billing account away from a project; no matter if it has none any more.
 *
 * @param project its ID
 * @throws when Google did not do it
 */
export async function unlinkBilling(project: string | undefined, services = GOOGLE): Promise<void> {
  if (project === undefined || project === '') throw new Error('PROJECT_ID is not set');
  const token = await fetchToken(services);
  const response = await fetch(`${services.billing}/v1/projects/${encodeURIComponent(project)}/billingInfo`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ billingAccountName: '' }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new Error(`the Cloud Billing API answered ${response.status}`);
}

/** A token of the account that the function runs as. */
async function fetchToken({ metadata }: Services): Promise<string> {
  const response = await fetch(`${metadata}/computeMetadata/v1/instance/service-accounts/default/token`, {
    headers: { 'metadata-flavor': 'Google' },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new Error(`the metadata server answered ${response.status}`);
  const token = field(await response.json(), 'access_token');
  if (typeof token !== 'string') throw new Error('the metadata server gave no token');
  return token;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
