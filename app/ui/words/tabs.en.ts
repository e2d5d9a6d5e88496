/** English, fifth part: the tabs of one browser. */
export const tabs = {
  open: (usual: string, id: string) =>
    `You are also open in another tab, as ${usual}. In this tab you are ${id}.`,
  free: (usual: string, id: string) =>
    `Your usual ID ${usual} is open in no other tab now. In this tab you are ${id}.`,
  take: (usual: string) => `Play as ${usual} here`,
  taking: 'One moment…',
};
