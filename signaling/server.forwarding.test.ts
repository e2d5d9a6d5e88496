import { expect, test } from 'vitest';
import { overRedis } from './testing/arrangements.ts';
import { eventually } from './testing/eventually.ts';
import { open } from './testing/service.ts';

overRedis((start) => {
  test('messages to another instance, and those that wait, are shown to the operator', async () => {
    const [service, other] = await start();
    const ann = await open(service, 'ann');
    const bob = await open(other, 'bob');
    ann.send({ type: 'OFFER', dst: 'bob', payload: {} });
    await bob.next('OFFER');
    await eventually(() => expect(service.metrics.of('forward/remote')).toBe(1));
    expect(other.metrics.of('forward/local')).toBe(1);
    ann.send({ type: 'OFFER', dst: 'nobody', payload: {} });
    await eventually(async () => {
      expect(await service.metrics.text()).toContain('signaling_held_messages 1');
    });
  });
});
