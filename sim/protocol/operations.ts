/** The operations that a request may ask for, as numbers and as the API names them. */
export const operation = { getItem: 0, query: 1, putItem: 2, updateItem: 3, deleteItem: 4 } as const;
export const operationNames = ['getItem', 'query', 'putItem', 'updateItem', 'deleteItem'] as const;
/**
 * What tenants may ask for, in the order in which a mix is drawn. A read-modify-write is a getItem, and an updateItem of
 * the same item once it has succeeded.
 */
export const requestNames = ['getItem', 'putItem', 'updateItem', 'deleteItem', 'query', 'readModifyWrite'] as const;
export type OperationName = (typeof requestNames)[number];
export const isWrite = (kind: number) => kind >= operation.putItem;
