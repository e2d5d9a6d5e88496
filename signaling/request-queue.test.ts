import { expect, test } from 'vitest';
import { RequestQueue } from './request-queue.ts';

test('requests are carried out one after the other, also after one that failed', async () => {
  const queue = new RequestQueue();
  const steps: string[] = [];
  const step = (name: string, fails = false) =>
    queue.run(async () => {
      steps.push(`${name} begins`);
      await Promise.resolve();
      steps.push(`${name} ends`);
      if (fails) throw new Error(name);
    });
  const [first, second, third] = [step('1'), step('2', true), step('3')];
  await expect(second).rejects.toThrow('2');
  await Promise.all([first, third]);
  expect(steps).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends']);
});
