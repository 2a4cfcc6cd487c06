// Loaded before all other libraries (LD_PRELOAD): pthread_create fails as soon as IMAGELAB_FEW_THREADS threads were started.
#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*work)(void*), void* argument) {
    using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
    static const Create create = reinterpret_cast<Create>(::dlsym(RTLD_NEXT, "pthread_create"));
    static std::atomic<int> started{0};
    const char* most = std::getenv("IMAGELAB_FEW_THREADS");
    if (most != nullptr && started >= std::atoi(most)) return EAGAIN;
    ++started;
    return create(thread, attributes, work, argument);
}
