/** Stops what global-setup.mjs started; the servers' temporary folders go with them. */
export default async function tearDown() {
  await Promise.all((globalThis.holdlineTestStores ?? []).map((store) => store.stop()));
}
