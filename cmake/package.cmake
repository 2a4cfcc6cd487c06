# `cpack -G DEB` over what `cmake --install` lays down; ./dev package runs it. What the program is linked with becomes the package's
# dependencies (dpkg-shlibdeps); what it opens at run time, a Vulkan driver, is recommended.
set(CPACK_PACKAGE_NAME imagelab)
set(CPACK_PACKAGE_CONTACT "The Image Lab maintainers <maintainers@imagelab.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "make pictures from words on your own machine")
set(CPACK_PACKAGE_DESCRIPTION "Image Lab draws pictures from a description with SDXL and PixArt-Sigma models: a desktop lab with a queue, a
gallery and style profiles, and the same engine on the command line. Networks run on a graphics card of any vendor through
Vulkan, or on the processor. A small model that draws simple things comes with it.")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/package)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR DEB)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION graphics)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libvulkan1, mesa-vulkan-drivers, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "qt6-wayland")
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
include(CPack)
