import { it } from 'vitest'
import { derive } from '../../src/derive/derive.ts'
import { readNotation } from '../../src/read/notation.ts'
const nets = [
 "Sequential(Conv1d(1, 1, K, bias=False, weight='1', origin='start'), Conv1d(1, 1, J, bias=False, weight='r^i', origin='start'))",
 "Sequential(Box1d(1, K), Box1d(1, J))",
 "Sequential(Conv1d(1, 1, K, dilation=d), Conv1d(1, 1, J,dilation=d), Conv1d(1,1,2,dilation=d,weight=[1,2]))",
 "Sequential(Conv1d(1, 1, 2), Conv1d(1, 1, 2), Conv1d(1,1,K))",
 "Sequential(Box1d(1, K), Conv1d(1, 1, K,stride=2))",
 "Sequential(Conv1d(1,1,K))",
]
for (const n of nets) it(n, () => {
  try {
  const d = derive(readNotation(n))
  console.log(n + '\n' + JSON.stringify({ def: d.checked.proof.definitions.filter(x => x.role === 'kernel'), claim: d.checked.proof.claim, t: d.checked.proof.tensors, s: d.checked.proof.sizes, rank: d.checked.proof.rank, b: d.assembly.bindings.map(({layer, ...b}) => b) }).slice(0, 5000))
  } catch (e) { console.log(n, String(e).slice(0, 500)) }
})
