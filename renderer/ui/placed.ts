/** Items of a list that have no ids of their own, told apart by their place (and kind, so that another kind starts anew). */
export const placed = <Item>(items: readonly Item[], kindOf: (item: Item) => string) =>
  items.map((item, index) => ({ item, index, key: `${index}-${kindOf(item)}` }));
