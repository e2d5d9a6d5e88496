import { expect, test } from 'vitest';
import { parsePlayerId } from '../../../signaling/protocol/index.ts';
import { challengeLink, isThisDevice } from './share.ts';

test('the link keeps the sub-path of the page and drops the fragment that is open', () => {
  expect(challengeLink('https://example.org/games/uttt/#/local', 'rare-geckos-jam')).toBe(
    'https://example.org/games/uttt/#/c/rare-geckos-jam',
  );
});

test('the link pasted into the challenge field gives the id back', () => {
  const link = challengeLink('http://192.168.0.4:9000/index.html?x=1', 'rare-geckos-jam');
  expect(parsePlayerId(link)).toBe('rare-geckos-jam');
});

test('a link that leads every device to itself is known as one', () => {
  for (const host of ['localhost', 'play.localhost', '127.0.0.1', '[::1]']) {
    expect(isThisDevice(host), host).toBe(true);
  }
  for (const host of ['192.168.0.4', 'localhost.example.org', '127.example.org', '[fe80::1]']) {
    expect(isThisDevice(host), host).toBe(false);
  }
});
