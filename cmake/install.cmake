# `cmake --install`: the program, what it reads, and what makes it a citizen of the desktop. resource_dir() finds share/imagelab beside bin.
include(GNUInstallDirs)
set(share ${CMAKE_INSTALL_DATADIR}/imagelab)
set(id app.imagelab.ImageLab)
install(TARGETS imagelab RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY resources/icons resources/schema resources/vocabularies resources/models resources/profile_previews resources/web DESTINATION ${share}
        PATTERN recipe EXCLUDE PATTERN "*.py" EXCLUDE)
foreach(folder profiles themes)
  if(IS_DIRECTORY ${PROJECT_SOURCE_DIR}/${folder})
    install(DIRECTORY ${folder} DESTINATION ${share})
  endif()
endforeach()
if(IMAGELAB_UI)
  include(cmake/translations.cmake)
  install(FILES packaging/${id}.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
  install(FILES packaging/${id}.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
  install(FILES resources/icons/imagelab.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps RENAME ${id}.svg)
endif()

# What the shells and man know of the program, which it writes from the tables of its own command line.
set(help ${CMAKE_BINARY_DIR}/shell_help)
add_custom_command(OUTPUT ${help}/imagelab.1.gz COMMAND ${PROJECT_SOURCE_DIR}/packaging/write_shell_help.sh $<TARGET_FILE:imagelab> ${help}
  DEPENDS imagelab ${PROJECT_SOURCE_DIR}/packaging/write_shell_help.sh VERBATIM)
add_custom_target(shell_help DEPENDS ${help}/imagelab.1.gz)
install(FILES ${help}/imagelab.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 OPTIONAL)
install(FILES ${help}/imagelab.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME imagelab OPTIONAL)
install(FILES ${help}/_imagelab DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions OPTIONAL)
install(FILES ${help}/imagelab.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d OPTIONAL)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
