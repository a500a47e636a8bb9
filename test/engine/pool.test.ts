import { describe, expect, it } from 'vitest';
import { Pool, SharedPool } from '../../sim/engine/pool.js';

const emptyPool = () => new Pool('requests', (index) => ({ index, sentAtNs: 0 }));

describe('Pool', () => {
  it('makes objects only up to the peak in use, each at its own index', () => {
    const pool = emptyPool();
    const taken = [pool.take(), pool.take(), pool.take()];
    expect(taken.map((item) => item.index)).toEqual([0, 1, 2]);
    for (const item of taken) pool.release(item);
    for (let i = 0; i < 3; i++) pool.take();
    expect(pool.items).toHaveLength(3);
    expect(pool.items).toEqual(taken);
    expect(pool.take().index).toBe(3);
  });

  it('hands out the object released last, as its last user left it', () => {
    const pool = emptyPool();
    const first = pool.take();
    const second = pool.take();
    first.sentAtNs = 17;
    pool.release(second);
    pool.release(first);
    expect(pool.take()).toBe(first);
    expect(first.sentAtNs).toBe(17);
    expect(pool.take()).toBe(second);
  });

  it('counts the objects in use', () => {
    const pool = emptyPool();
    const items = [pool.take(), pool.take()];
    expect(pool.inUse).toBe(2);
    pool.release(items[0]);
    expect(pool.inUse).toBe(1);
  });
});

describe('SharedPool', () => {
  const shared = () => new SharedPool('calls', (index) => ({ index }));

  it('frees an object when the last of its holders has let go', () => {
    const pool = shared();
    const call = pool.take();
    pool.hold(call.index);
    expect(pool.letGo(call.index)).toBe(false);
    expect(pool.inUse).toBe(1);
    expect(pool.letGo(call.index)).toBe(true);
    expect(pool.inUse).toBe(0);
    expect(pool.take()).toBe(call);
  });

  it('begins each life with one holder, however many objects there are', () => {
    const pool = shared();
    const many = Array.from({ length: 1000 }, () => pool.take());
    for (const { index } of many) pool.hold(index);
    for (const { index } of many) expect([pool.letGo(index), pool.letGo(index)]).toEqual([false, true]);
    for (let i = 0; i < 1000; i++) expect(pool.letGo(pool.take().index)).toBe(true);
  });
});
