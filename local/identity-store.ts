import type { AdapterFactory, AdapterPayload } from 'oidc-provider';

/** What one model keeps, and until when (milliseconds since 1970; none is for ever). */
type Kept = Map<string, { payload: AdapterPayload; endsAt: number }>;

/**
 * Keeps sign-ins that are under way and sessions in memory: after a restart people choose their demo person again.
 * Signed access tokens are not kept at all, and outlive a restart.
 */
export function inMemoryStore(): AdapterFactory {
  const models = new Map<string, Kept>();
  return (model) => {
    const kept: Kept = models.get(model) ?? new Map();
    models.set(model, kept);
    const find = (matches: (payload: AdapterPayload) => boolean) =>
      Promise.resolve(
        [...kept.values()].find(({ payload, endsAt }) => endsAt > Date.now() && matches(payload))?.payload,
      );
    return {
      upsert: async (id, payload, expiresIn) => {
        for (const [old, { endsAt }] of kept) if (endsAt <= Date.now()) kept.delete(old);
        kept.set(id, { payload, endsAt: expiresIn === undefined ? Infinity : Date.now() + expiresIn * 1_000 });
      },
      find: async (id) => {
        const found = kept.get(id);
        return found && found.endsAt > Date.now() ? found.payload : undefined;
      },
      findByUid: (uid) => find((payload) => payload.uid === uid),
      findByUserCode: (userCode) => find((payload) => payload.userCode === userCode),
      consume: async (id) => {
        const found = kept.get(id);
        if (found) found.payload = { ...found.payload, consumed: Math.floor(Date.now() / 1_000) };
      },
      destroy: async (id) => void kept.delete(id),
      revokeByGrantId: async (grantId) => {
        for (const [id, { payload }] of kept) if (payload.grantId === grantId) kept.delete(id);
      },
    };
  };
}
