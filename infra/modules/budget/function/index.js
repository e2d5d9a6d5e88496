import { http } from '@google-cloud/functions-framework';
import { readSpend, unlinkBilling } from './stop-billing.ts';

/** Pub/Sub pushes here. Any answer but 2xx makes it push the same message again, later. */
http('stopBilling', async (request, response) => {
  const spend = readSpend(request.body);
  // A message that makes no sense would make no more the next time.
  if (!spend.ok) log('WARNING', `left alone: ${spend.problem}`);
  if (!spend.ok || !spend.isOver) {
    response.status(204).end();
    return;
  }
  try {
    await unlinkBilling(process.env.PROJECT_ID);
    log('CRITICAL', 'the budget is spent: billing was unlinked');
    response.status(204).end();
  } catch (error) {
    log('ERROR', `billing is still linked: ${error.message}`);
    response.status(500).end();
  }
});

/** A line that Cloud Logging reads. */
function log(severity, message) {
  process.stdout.write(`${JSON.stringify({ severity, message })}\n`);
}
