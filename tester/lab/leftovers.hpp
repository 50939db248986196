#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace tester {

/// "vrrptest-PID-N-HOST" is a lab's namespace, and PID its tester.
inline constexpr std::string_view lab_name_prefix = "vrrptest-";
/// The alias of the loopback interface in a namespace that the lab made: it lives and dies with the
/// namespace.
inline constexpr std::string_view lab_marker = "made-by-the-vrrptest-lab";

/// A network namespace by the name that iproute2 has for it, and by the number that the kernel has: processes
/// stay in a namespace whose name somebody took away.
struct LabNamespace {
    std::string name;
    ino_t inode = 0;  // somebody else's once the namespace is gone, so whoever uses it holds the namespace
};

/// 0 if there is no namespace of this name.
ino_t namespace_inode(const std::string& name);

/// Ends the processes in a namespace, removes its name, and removes the folders that drivers of this process,
/// or of one that is gone, made for a device in it.
void remove_namespace(const LabNamespace& which);

/// Removes what labs left whose tester was killed: namespaces, the processes in them, and folders for
/// temporary files. Only what bears both the tool's name and its marker is touched. Returns the names of the
/// namespaces.
std::vector<std::string> remove_leftovers();

}  // namespace tester
