/** English, seventh part: who sees this player's address. */
export const privacy = {
  title: 'Hide my address',
  more: 'Games go through a relay: your opponent cannot see your IP address, only this service and its relay can. Moves may take a little longer.',
  nextLink: 'Your game goes on as it is. This counts from the next connection on.',
  notKept: 'This browser does not keep the setting: turn it on again after a reload.',
  /** The setting is on, and nobody can be played with. */
  missing: 'You hide your address, and this service has no relay for you now, so nobody can connect.',
  missingHere: 'There is no relay for you now, so nobody can connect. To play, turn this off.',
  obstacle:
    'You hide your address, and this service has no relay for you now. Turn “Hide my address” off to play.',
  /** Why the setting is not there. */
  why: {
    none: 'Whoever you play with can find out your IP address: this service has no relay that could hide it.',
    refused:
      'Whoever you play with can find out your IP address. A relay could hide it, but is only for pages that can prove who they are, such as over https.',
  },
  /** In a game that has no link. */
  unrelayed: 'The relay does not answer. Your address stays hidden, so there is no connection.',
  connectDirectly: 'Stop hiding my address',
};
