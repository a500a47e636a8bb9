/** The operations that a request may ask for, as numbers and as the API names them. */
export const operation = { getItem: 0, query: 1, putItem: 2, updateItem: 3, deleteItem: 4 } as const;
export const operationNames = ['getItem', 'query', 'putItem', 'updateItem', 'deleteItem'] as const;
export const isWrite = (kind: number) => kind >= operation.putItem;
