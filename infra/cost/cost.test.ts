import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { requestOf } from './options.ts';
import { fillIn, tables } from './tables.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README has the tables that the prices make; `npm run cost -- --write` writes them', () => {
  expect(fillIn(readme)).toBe(readme);
});

test('a README without a place for them is a mistake', () => {
  expect(() => fillIn('# Costs')).toThrow('no <!-- begin costs -->');
  expect(() => fillIn('<!-- begin costs -->')).toThrow('<!-- end costs -->');
});

test('what cannot be asked is refused with a sentence that names the option', () => {
  const refused: readonly (readonly [string, string])[] = [
    ['--players 40', '--hours'],
    ['--hours 6', '--players'],
    ['--players -1 --hours 6', '--players'],
    ['--players=-1 --hours 6', '--players'],
    ['--players 1e3 --hours 6', '--players'],
    ['--players 1.5 --hours 6', '--players'],
    ['--players many --hours 6', '--players'],
    ['--players 40 --hours 25', '--hours'],
    ['--players 40 --hours 6 --playing 1.1', '--playing'],
    ['--players 40 --hours 6 --relayed x', '--relayed'],
    ['--players 40 --hours 6 --lobby-tabs 0.5', '--lobby-tabs'],
    ['--players 40 --hours 6 --visit-minutes 0', '--visit-minutes'],
    ['--players 40 --hours 6 --configuration huge', '--configuration'],
    ['--players 40 --hours 6 --write', '--write'],
    ['--plaiers 40', '--plaiers'],
    ['40', '40'],
  ];
  for (const [words, named] of refused) {
    const request = requestOf(words.split(' '));
    expect(request, words).toMatchObject({ do: 'refuse', problem: expect.stringContaining(named) });
  }
});

test('what is not said has the values that the help tells', () => {
  expect(requestOf('--players 40 --hours 6 --configuration scaled'.split(' '))).toEqual({
    do: 'estimate',
    usage: { players: 40, hours: 6, playing: 0.8, relayed: 0.2, lobbyTabs: 0, visitMinutes: 30 },
    configurations: ['scaled'],
  });
  expect(requestOf([])).toEqual({ do: 'tables' });
});

test('the program prints the tables, an estimate, or why not with exit code 2', () => {
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [fileURLToPath(new URL('../cost.ts', import.meta.url)), ...words], {
      encoding: 'utf8',
    });
  expect(run()).toMatchObject({ status: 0, stdout: `${tables()}\n`, stderr: '' });
  const own = run('--players', '40', '--hours', '6', '--configuration', 'scaled');
  expect(own.status).toBe(0);
  expect(own.stdout).toMatch(/^scaled\n[^]*\*\*together\*\*/);
  expect(run('--players', '2000', '--hours', '6', '--configuration', 'free').stdout).toContain(
    'room for 1,000 tabs',
  );
  expect(run('--players', 'many', '--hours', '6')).toMatchObject({ status: 2, stdout: '' });
});
