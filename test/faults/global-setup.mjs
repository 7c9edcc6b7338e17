/** The processes that the scenarios start are the compiled ones. */
import { buildServer } from '../../scripts/build-server.mjs';

export default async function setUp() {
  const { errors } = await buildServer();
  for (const { source, message } of errors) console.error(`does not compile: ${source}\n${message}`);
  if (errors.length > 0) throw new Error('the server does not compile');
}
