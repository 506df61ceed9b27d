// Answers one case a line: reads a JSON object, writes `{"id": …, "verdict": …}`.
//
// A case: {"id", "action", "resource", "context": {key: value | [values]}, "identity": [policy…],
//          "boundary": [policy…] | null, "levels": [[policy…]…]}
// The evaluator is not ours (@cloud-copilot/iam-simulate, AGPL-3.0): it runs here, in a process of its own, and
// nothing of it is part of bedrock-keys.
import { createInterface } from 'node:readline'
import { once } from 'node:events'
import { runUnsafeSimulation } from '@cloud-copilot/iam-simulate'

const ACCOUNT = '123456789012'

function named(policies) {
  return policies.map((policy, index) => ({ name: `policy-${index}`, policy }))
}

function verdict(test) {
  const simulation = {
    request: {
      principal: `arn:aws:iam::${ACCOUNT}:user/alice`,
      action: test.action,
      resource: { resource: test.resource, accountId: ACCOUNT },
      contextVariables: test.context
    },
    identityPolicies: named(test.identity),
    serviceControlPolicies: test.levels.map((policies, index) => ({
      orgIdentifier: `level-${index}`,
      policies: named(policies)
    })),
    resourceControlPolicies: [],
    permissionBoundaryPolicies: test.boundary === null ? undefined : named(test.boundary)
  }
  try {
    return runUnsafeSimulation(simulation, {})
  } catch (error) {
    return `error: ${error.message}`
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line === '') continue
  const test = JSON.parse(line)
  const answer = JSON.stringify({ id: test.id, verdict: verdict(test) }) + '\n'
  if (!process.stdout.write(answer)) await once(process.stdout, 'drain')
}
