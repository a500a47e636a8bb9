/**
 * What people call the things of a run, by number. It is for those who tell of events, after the fact: nothing in the model
 * depends on a name.
 */
export interface Names {
  tenant(index: number): string;
  partition(group: number): string;
  /** The partition that owns an item now. */
  ownerOf(table: number, item: number): string;
  host(id: number): string;
}

/** Where nobody has given names. */
export const numbered: Names = {
  tenant: (index) => `tenant ${index}`,
  partition: (group) => `partition ${group}`,
  ownerOf: (table, item) => `item ${item} of table ${table}`,
  host: (id) => `host ${id}`,
};
