#pragma once
// Faults on purpose, for tests: the driver is not asked and the call answers with its error.

namespace imagelab::gpu {

enum class Fault { none, submit_device_lost, allocate_out_of_memory };

// The call after `calls` more good ones fails, once, on whichever device makes it.
void inject_fault(Fault fault, int calls = 0);
bool fault_due(Fault fault);  // asked where the call would be made

}  // namespace imagelab::gpu
